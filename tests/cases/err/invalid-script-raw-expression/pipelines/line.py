from compiler import Job, Push, Script, Uses, Workflow

build = Job("build", timeout_minutes=5, steps=[Uses("actions/checkout"), Script("bad")])

LINE = Workflow(file="line.yml", name="Line", on=[Push()], jobs=[build])
