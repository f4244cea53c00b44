from compiler import Concurrency, Job, Push, Run, Strategy, Workflow, matrix

regions = Strategy(matrix={"region": ["eu", "us", "asia"]})
make = Run("make deploy", env={"REGION": matrix.region})
deploy = Job("deploy", timeout_minutes=5, strategy=regions, concurrency=Concurrency(group="deploy"), steps=[make])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[deploy])
