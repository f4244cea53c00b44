from compiler import Job, Push, Run, Strategy, Workflow, matrix

build = Job(
    "build",
    timeout_minutes=5,
    strategy=Strategy(matrix={"experimental": [True, False]}),
    continue_on_error=matrix.experimental,
    steps=[Run("make", continue_on_error=True), Run("make test", continue_on_error=matrix.experimental, timeout_minutes=2)],
)
always_on = Job("always-on", timeout_minutes=5, continue_on_error=False, steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build, always_on])
