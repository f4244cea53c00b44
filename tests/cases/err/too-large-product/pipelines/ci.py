from compiler import Job, Push, Run, Strategy, Workflow

build = Job(
    "build",
    timeout_minutes=5,
    steps=[Run("make")],
    strategy=Strategy(matrix={"shard": list(range(64)), "python": ["3.11", "3.12", "3.13", "3.14", "3.15"]}),
)

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
