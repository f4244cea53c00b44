from compiler import Concurrency, Job, Push, Run, Workflow, secrets

build = Job("build", timeout_minutes=5, steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", concurrency=Concurrency(group="a-" + secrets.A), on=[Push()], jobs=[build])
