from compiler import Job, Push, Script, Uses, Workflow

build = Job("build", timeout_minutes=5, steps=[Uses("actions/checkout"), Script("bad")])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
