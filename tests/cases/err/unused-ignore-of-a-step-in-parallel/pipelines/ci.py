from compiler import Job, Parallel, Push, Run, Workflow

lint = Run("make lint", ignore={"raw-expression": "it has none"})
build = Job("build", timeout_minutes=5, steps=[Parallel([lint, Run("make types")])])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
