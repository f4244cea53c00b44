from compiler import Job, Push, Script, Workflow

build = Job("build", timeout_minutes=5, steps=[Script("greet", env={"NAME": "you", "COLOUR": "blue"})])

LINE = Workflow(file="line.yml", name="Line", on=[Push()], jobs=[build])
