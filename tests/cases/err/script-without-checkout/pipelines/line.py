from compiler import Job, Push, Script, Workflow

greet = Script("greet", env={"NAME": "you"})
build = Job("build", timeout_minutes=5, steps=[greet])

LINE = Workflow(file="line.yml", name="Line", on=[Push()], jobs=[build])
