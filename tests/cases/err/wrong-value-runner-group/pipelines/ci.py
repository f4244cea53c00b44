from compiler import Job, Push, Run, RunnerGroup, Workflow

build = Job("build", timeout_minutes=5, steps=[Run("make")], runs_on=RunnerGroup("team/large"))

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
