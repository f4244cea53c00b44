from compiler import Job, PullRequest, Run, Workflow, contains, github

labels = github.event["pull_request"]["labels"]
deploy = Job("deploy", timeout_minutes=5, if_=contains(labels, "deploy"), steps=[Run("make deploy")])

CI = Workflow(file="ci.yml", name="CI", on=[PullRequest(types=["labeled"])], jobs=[deploy])
