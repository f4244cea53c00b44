from compiler import Job, PullRequest, Run, Workflow, github

ready = github.event["pull_request"]["draft"] == "false"
build = Job("build", timeout_minutes=5, if_=ready, steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[PullRequest()], jobs=[build])
