from compiler import Job, Push, Script, Workflow

build = Job("build", timeout_minutes=5, steps=[Script("bad")])

LINE = Workflow(file="line.yml", name="Line", on=[Push()], jobs=[build])
