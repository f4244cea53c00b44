from compiler import Concurrency, Job, Push, Run, Workflow

build = Job("build", timeout_minutes=5, steps=[Run("make")])

LINE = Workflow(file="line.yml", name="Line", on=[Push()], jobs=[build], concurrency=Concurrency(group="${{ github.ref }}"))
