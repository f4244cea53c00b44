from compiler import Job, Push, Run, Script, Uses, Workflow

greet = Script("greet", env={"NAME": "you"})
build = Job("build", timeout_minutes=5, steps=[Uses("actions/checkout"), greet], outputs={"text": greet.outputs.text})
build.steps.append(Run("make", env={"TEXT": build.outputs.text}))

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
