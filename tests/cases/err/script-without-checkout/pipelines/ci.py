from compiler import Job, Push, Script, Workflow

greet = Script("greet", env={"NAME": "you"})
build = Job("build", timeout_minutes=5, steps=[greet])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
