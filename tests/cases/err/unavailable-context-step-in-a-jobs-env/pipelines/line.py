from compiler import Job, Push, Script, Uses, Workflow

greet = Script("greet", env={"NAME": "you"})
build = Job("build", timeout_minutes=5, env={"TEXT": greet.outputs.text}, steps=[Uses("actions/checkout"), greet])

LINE = Workflow(file="line.yml", name="Line", on=[Push()], jobs=[build])
