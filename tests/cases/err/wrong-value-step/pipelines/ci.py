from compiler import Job, Push, Workflow

build = Job("build", timeout_minutes=5, steps=["make"])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
