from compiler import Job, Push, Run, Script, Uses, Workflow

greet = Script("greet", env={"NAME": "you"})
build = Job("build", timeout_minutes=5, steps=[Uses("actions/checkout"), greet, Run("make", env={"TEXT": greet.outputs.test})])

LINE = Workflow(file="line.yml", name="Line", on=[Push()], jobs=[build])
