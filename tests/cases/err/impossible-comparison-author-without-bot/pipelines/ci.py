from compiler import Job, PullRequest, Run, Workflow, github

build = Job("build", timeout_minutes=5, if_=github.event["pull_request"]["user"]["login"] != "dependabot", steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[PullRequest()], jobs=[build])
