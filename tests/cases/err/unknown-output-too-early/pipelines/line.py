from compiler import Job, Push, Run, Script, Uses, Workflow

greet = Script("greet", env={"NAME": "you"})
build = Job("build", timeout_minutes=5, steps=[Uses("actions/checkout"), Run("make", env={"TEXT": greet.outputs.text}), greet])

LINE = Workflow(file="line.yml", name="Line", on=[Push()], jobs=[build])
