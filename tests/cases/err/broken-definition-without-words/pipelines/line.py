from compiler import Job, Push, Run, Workflow

raise ValueError
build = Job("build", timeout_minutes=5, steps=[Run("make")])

LINE = Workflow(file="line.yml", name="Line", on=[Push()], jobs=[build])
