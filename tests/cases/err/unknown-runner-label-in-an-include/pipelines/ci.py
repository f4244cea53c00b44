from compiler import Job, Push, Run, Strategy, Workflow, matrix

build = Job(
    "build",
    timeout_minutes=5,
    steps=[Run("make")],
    runs_on=matrix.os,
    strategy=Strategy(matrix={"os": ["ubuntu-24.04"]}, include=[{"os": "windows-2052"}]),
)

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
