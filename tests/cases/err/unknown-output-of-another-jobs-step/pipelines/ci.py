from compiler import Job, Push, Run, Script, Uses, Workflow

greet = Script("greet", env={"NAME": "you"})
first = Job("first", timeout_minutes=5, steps=[Uses("actions/checkout"), greet])
build = Job("build", timeout_minutes=5, steps=[Run("make", env={"TEXT": greet.outputs.text})])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[first, build])
