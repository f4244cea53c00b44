from compiler import Job, Push, Uses, Workflow

build = Job("build", timeout_minutes=5, steps=[Uses("actions/checkout", with_={"fetch-depth": -1})])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
