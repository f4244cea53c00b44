from compiler import Job, Push, Run, Uses, Workflow

lint = Uses("example/lint")
test = Job("test", timeout_minutes=5, runs_on="macos-15", steps=[lint, Run("make test")])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[test])
