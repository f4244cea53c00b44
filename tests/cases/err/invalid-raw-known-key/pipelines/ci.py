from compiler import Job, Push, Raw, Workflow

step = Raw({"run": "make", "shell": "bash"}, unknown=["shell"])
build = Job("build", timeout_minutes=5, steps=[step])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
