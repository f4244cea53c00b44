from compiler import Job, Push, Workflow

build = Job(timeout_minutes=5, steps=[])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
