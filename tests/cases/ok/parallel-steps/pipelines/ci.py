from compiler import Job, Parallel, Push, Run, Uses, Workflow

test = Job(
    "test",
    timeout_minutes=5,
    steps=[
        Uses("actions/checkout"),
        Parallel([Run("make lint"), Run("make types", env={"STRICT": "1"})], comment="Neither needs the other."),
        Run("make test"),
    ],
)

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[test])
