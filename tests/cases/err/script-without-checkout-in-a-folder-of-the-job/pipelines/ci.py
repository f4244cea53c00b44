from compiler import Defaults, Job, Push, Script, Uses, Workflow

steps = [Uses("actions/checkout"), Script("greet", env={"NAME": "you"})]
build = Job("build", timeout_minutes=5, defaults=Defaults(working_directory="./web/"), steps=steps)

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
