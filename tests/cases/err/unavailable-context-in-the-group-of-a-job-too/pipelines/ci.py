from compiler import Concurrency, Job, Push, Run, Strategy, Workflow, matrix

build = Job(
    "build",
    timeout_minutes=5,
    strategy=Strategy(matrix={"python": ["3.13", "3.14"]}),
    concurrency=Concurrency(group="ci-" + matrix.python),
    steps=[Run("make")],
)

CI = Workflow(file="ci.yml", name="CI", on=[Push()], concurrency=Concurrency(group="ci-" + matrix.python), jobs=[build])
