from compiler import Job, Push, Run, Script, Uses, Workflow

greet = Script("greet", env={"NAME": "you"})
build = Job("build", timeout_minutes=5, steps=[Uses("actions/checkout"), Run("make", env={"TEXT": greet.outputs.text}), greet])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
