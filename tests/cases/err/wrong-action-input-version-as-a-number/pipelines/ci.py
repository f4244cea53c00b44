from compiler import Job, Push, Uses, Workflow

build = Job("build", timeout_minutes=5, steps=[Uses("actions/setup-python", with_={"python-version": 3.10})])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
