from compiler import Concurrency, Job, Push, Run, Workflow

build = Job("build", timeout_minutes=5, steps=[Run("make")])

CI = Workflow(
    file="ci.yml", name="CI", on=[Push()], jobs=[build], concurrency=Concurrency(group="release", queue="max", cancel_in_progress=True)
)
