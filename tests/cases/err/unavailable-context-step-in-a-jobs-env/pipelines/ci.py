from compiler import Job, Push, Script, Uses, Workflow

greet = Script("greet", env={"NAME": "you"})
build = Job("build", timeout_minutes=5, env={"TEXT": greet.outputs.text}, steps=[Uses("actions/checkout"), greet])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
