from compiler import Job, Push, Run, Strategy, Workflow, matrix

build = Job(
    "build",
    timeout_minutes=5,
    strategy=Strategy(matrix={"os": ["linux"]}, include=[{"os": "linux", "channel": "beta"}]),
    steps=[Run("make", if_=matrix.channel == "nightly")],
)

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
