from compiler import Job, PullRequest, Run, Workflow, github

deploy = Job("deploy", timeout_minutes=5, if_=github.event["label"]["name"] == "deploy", steps=[Run("make deploy")])

CI = Workflow(file="ci.yml", name="CI", on=[PullRequest()], jobs=[deploy])
