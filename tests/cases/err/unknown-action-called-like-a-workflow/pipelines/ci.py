from compiler import CallJob, Push, Workflow

build = CallJob("build", "lint.yml")

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
