from compiler import Job, Push, Run, Strategy, Workflow, matrix, starts_with

build = Job(
    "build",
    timeout_minutes=5,
    strategy=Strategy(matrix={"os": ["ubuntu-24.04", "macos-15"]}),
    steps=[Run("make", if_=starts_with(matrix.os, "windows"))],
)

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
