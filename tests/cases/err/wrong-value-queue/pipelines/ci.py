from compiler import Concurrency, Job, Push, Run, Workflow

build = Job("build", timeout_minutes=5, steps=[Run("make")], concurrency=Concurrency(group="release", queue="all"))

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
