from compiler import Concurrency, Job, Push, Run, Workflow

build = Job("build", timeout_minutes=5, concurrency=Concurrency(group="${{ github.ref }}"), steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
