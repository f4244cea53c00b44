from compiler import Job, Push, Raw, Workflow

build = Job("build", timeout_minutes=5, steps=[Raw({"uses": "checkout"})])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
