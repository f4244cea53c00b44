from compiler import Job, Push, Run, Strategy, Uses, Workflow, matrix

IMAGE = "docker://node:24@sha256:5c40c3cb8a0b4e3a9d5bd9b1b6ed4a8e7a5e1c3f2b9d6a7c8e9f0a1b2c3d4e5f"
test = Job(
    "test",
    timeout_minutes=5,
    runs_on=matrix.system,
    strategy=Strategy(matrix={"system": ["ubuntu-24.04", "windows-2025"]}),
    steps=[Uses(IMAGE), Run("npm test")],
)

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[test])
