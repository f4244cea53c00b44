from compiler import Concurrency, Job, Push, Run, Workflow, secrets

build = Job("build", timeout_minutes=5, steps=[Run("make")])

LINE = Workflow(file="line.yml", name="Line", concurrency=Concurrency(group="a-" + secrets.A), on=[Push()], jobs=[build])
