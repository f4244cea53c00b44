from compiler import Concurrency, Job, Push, Run, Strategy, Workflow, github, matrix

regions = Strategy(matrix={"region": ["eu", "us"]})
GROUP = Concurrency(group="deploy-" + github.ref, cancel_in_progress=True)
make = Run("make deploy", env={"REGION": matrix.region})
deploy = Job("deploy", timeout_minutes=5, strategy=regions, concurrency=GROUP, steps=[make])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[deploy])
