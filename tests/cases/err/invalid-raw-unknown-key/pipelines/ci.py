from compiler import Job, Push, Raw, Workflow

step = Raw({"run": "make", "retries": 3})
build = Job("build", timeout_minutes=5, steps=[step])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
