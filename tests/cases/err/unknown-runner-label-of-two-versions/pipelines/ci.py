from compiler import Job, Push, Run, Workflow

build = Job("build", timeout_minutes=5, runs_on=["ubuntu-24.04", "ubuntu-22.04"], steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
