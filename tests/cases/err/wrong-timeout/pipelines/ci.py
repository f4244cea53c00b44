from compiler import Job, Push, Run, Workflow

build = Job("build", timeout_minutes=480, steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
