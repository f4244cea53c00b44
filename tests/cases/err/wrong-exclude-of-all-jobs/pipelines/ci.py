from compiler import Job, Push, Run, Strategy, Workflow, matrix

systems = Strategy(matrix={"os": ["ubuntu-24.04", "macos-15"], "exclude": [{"os": "ubuntu-24.04"}, {"os": "macos-15"}]})
test = Job("test", timeout_minutes=5, strategy=systems, runs_on=matrix.os, steps=[Run("make test")])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[test])
