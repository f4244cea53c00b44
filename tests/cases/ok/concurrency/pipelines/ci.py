from compiler import Concurrency, Job, Push, Run, Strategy, Workflow, github, matrix

build = Job(
    "build",
    timeout_minutes=5,
    strategy=Strategy(matrix={"image": ["a"]}),
    concurrency=Concurrency(group="build-" + matrix.image, queue="max", comment="One at a time, in order."),
    steps=[Run("make")],
)

CI = Workflow(
    file="ci.yml", name="CI", on=[Push()], jobs=[build], concurrency=Concurrency(group="ci-" + github.ref, cancel_in_progress=True)
)
