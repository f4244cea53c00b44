from compiler import Job, Push, Workflow

build = Job("build", timeout_minutes=5, steps=[])

LINE = Workflow(file="line.yml", name="Line", on=[Push()], jobs=[build])
