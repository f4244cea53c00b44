from compiler import Job, Push, Workflow

build = Job("build", timeout_minutes=5, steps=["make"])

LINE = Workflow(file="line.yml", name="Line", on=[Push()], jobs=[build])
