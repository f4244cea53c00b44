from compiler import Job, Push, Run, Workflow

build = Job("build", timeout_minutes=10, steps=[Run("make", timeout_minutes=30)])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
