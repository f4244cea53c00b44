from compiler import Job, Push, Run, Script, Uses, Workflow

greet = Script("greet", env={"NAME": "you"})
build = Job("build", timeout_minutes=5, steps=[Uses("actions/checkout"), greet, Run("make", env={"TEXT": greet.outputs.test})])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
