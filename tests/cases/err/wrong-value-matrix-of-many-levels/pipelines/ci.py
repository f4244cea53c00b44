from compiler import Job, Push, Run, Strategy, Workflow

deep: object = 1
for _ in range(2000):
    deep = [deep]

build = Job("build", timeout_minutes=5, steps=[Run("make")], strategy=Strategy(matrix={"a": [deep]}))

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
