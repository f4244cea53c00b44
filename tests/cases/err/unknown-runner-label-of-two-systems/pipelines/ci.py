from compiler import Job, Push, Run, Workflow

build = Job("build", timeout_minutes=5, steps=[Run("make")], runs_on=["ubuntu-24.04", "windows-2025"])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
