from compiler import Environment, Job, Push, Run, Workflow

build = Job("build", timeout_minutes=5, environment=Environment("live", url="https://${{ github.ref }}"), steps=[Run("make")])

LINE = Workflow(file="line.yml", name="Line", on=[Push()], jobs=[build])
