from compiler import Environment, Job, Push, Run, Workflow

build = Job("build", timeout_minutes=5, steps=[Run("make")], environment=Environment(""))

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
