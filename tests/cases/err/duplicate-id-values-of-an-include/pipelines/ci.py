from compiler import Job, Push, Run, Strategy, Workflow, matrix

systems = Strategy(include=[{"os": "ubuntu-24.04", "OS": "linux"}])
build = Job("build", timeout_minutes=5, strategy=systems, runs_on=matrix.os, steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
