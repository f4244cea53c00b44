from compiler import Job, Push, Uses, Workflow

build = Job("build", timeout_minutes=5, steps=[Uses("actions/setup-node", with_={"cache": "npn"})])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
