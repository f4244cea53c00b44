from compiler import Job, Push, Run, Workflow

ENVIRONMENT = "review-" + "of-a-branch-with-a-long-name-" * 9
deploy = Job("deploy", timeout_minutes=5, environment=ENVIRONMENT, steps=[Run("make deploy")])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[deploy])
