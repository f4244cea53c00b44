from compiler import Job, Push, Uses, Workflow

build = Job("build", timeout_minutes=5, steps=[Uses("acme/tool")])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
