from compiler import CallJob, Push, Workflow

build = CallJob("build", "acme/shared/.github/workflows/lint.yml")

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
