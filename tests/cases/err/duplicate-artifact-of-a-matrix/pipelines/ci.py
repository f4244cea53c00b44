from compiler import Job, Push, Run, Strategy, Uses, Workflow, matrix

build = Job(
    "build",
    timeout_minutes=5,
    strategy=Strategy(matrix={"os": ["ubuntu-24.04", "windows-2025"]}),
    runs_on=matrix.os,
    steps=[Run("make"), Uses("actions/upload-artifact", with_={"name": "app", "path": "app"})],
)

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
