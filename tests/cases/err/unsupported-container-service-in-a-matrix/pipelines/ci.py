from compiler import Job, Push, Run, Service, Strategy, Workflow, matrix

database = Service("postgres:17@sha256:5c40c3cb8a0b4e3a9d5bd9b1b6ed4a8e7a5e1c3f2b9d6a7c8e9f0a1b2c3d4e5f", ports=["5432:5432"])
test = Job(
    "test",
    timeout_minutes=5,
    strategy=Strategy(matrix={"os": ["ubuntu-24.04", "windows-2025"]}),
    runs_on=matrix.os,
    services={"database": database},
    steps=[Run("make test")],
)

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[test])
