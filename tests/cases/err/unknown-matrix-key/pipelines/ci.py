from compiler import Job, Push, Run, Strategy, Workflow, matrix

build = Job(
    "build",
    timeout_minutes=5,
    strategy=Strategy(matrix={"python": ["3.11"]}, include=[{"os": "linux"}]),
    steps=[Run("make", env={"PYTHON": matrix.pyton})],
)

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
