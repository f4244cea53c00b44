from compiler import Job, Push, Run, Script, Uses, Workflow

greet = Script("greet", env={"NAME": "you"})
first = Job("first", timeout_minutes=5, steps=[Uses("actions/checkout"), greet], outputs={"text": greet.outputs.text})
build = Job("build", timeout_minutes=5, steps=[Run("make", env={"TEXT": first.outputs.txt})])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[first, build])
