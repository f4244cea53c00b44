from compiler import Job, Push, Run, Workflow, runner

build = Job("build", timeout_minutes=5, steps=[Run("make")])

LINE = Workflow(file="line.yml", name="Line", env={"HERE": runner.temp}, on=[Push()], jobs=[build])
