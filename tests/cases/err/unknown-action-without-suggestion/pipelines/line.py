from compiler import Job, Push, Uses, Workflow

build = Job("build", timeout_minutes=5, steps=[Uses("somebody/else")])

LINE = Workflow(file="line.yml", name="Line", on=[Push()], jobs=[build])
