from compiler import Job, Push, Workflow

lint = Job("lint", timeout_minutes=5, uses="./.github/workflows/lint.yml")

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[lint])
