from compiler import Dispatch, Job, Run, Workflow

build = Job("build", timeout_minutes=5, steps=[Run("make")])

LINE = Workflow(file="line.yml", name="Line", on=[Dispatch()], jobs=[build])
