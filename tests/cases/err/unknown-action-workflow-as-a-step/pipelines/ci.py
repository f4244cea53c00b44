from compiler import Job, Push, Uses, Workflow

build = Job("build", timeout_minutes=5, steps=[Uses("acme/shared/.github/workflows/lint.yml")])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
