from compiler import Job, Push, Run, Workflow

build = Job("build", timeout_minutes=5, steps=[Run("make")], runs_on="ubuntu-20.04")

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
