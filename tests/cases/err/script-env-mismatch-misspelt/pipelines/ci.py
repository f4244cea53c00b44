from compiler import Job, Push, Script, Uses, Workflow

build = Job("build", timeout_minutes=5, steps=[Uses("actions/checkout"), Script("greet", env={"NAMES": "you"})])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
