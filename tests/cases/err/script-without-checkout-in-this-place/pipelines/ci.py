from compiler import Job, Push, Script, Uses, Workflow

greet = Script("greet", env={"NAME": "you"})
build = Job("build", timeout_minutes=5, steps=[Uses("actions/checkout", with_={"path": "here"}), greet])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
