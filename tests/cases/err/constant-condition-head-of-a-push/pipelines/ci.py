from compiler import Job, Push, Run, Workflow, github

deploy = Job("deploy", timeout_minutes=5, if_=github.head_ref, steps=[Run("make deploy")])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[deploy])
