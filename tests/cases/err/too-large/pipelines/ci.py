from compiler import Job, Push, Run, Strategy, Workflow

build = Job("build", timeout_minutes=5, steps=[Run("make")], strategy=Strategy(matrix={"shard": list(range(257))}))

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
