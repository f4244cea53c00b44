from compiler import Job, Push, Raw, Workflow

build = Job("build", timeout_minutes=5, steps=[Raw({"run": "make", "timeout-minutes": 0})])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
