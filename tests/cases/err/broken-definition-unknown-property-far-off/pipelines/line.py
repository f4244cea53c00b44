from compiler import Job, Push, Run, Workflow, runner

build = Job("build", if_=runner.colour == "x", timeout_minutes=5, steps=[Run("make")])

LINE = Workflow(file="line.yml", name="Line", on=[Push()], jobs=[build])
