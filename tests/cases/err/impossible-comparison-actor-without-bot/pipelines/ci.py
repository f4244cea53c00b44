from compiler import Job, PullRequest, Run, Workflow, github

build = Job("build", timeout_minutes=5, if_=github.actor == "dependabot", steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[PullRequest()], jobs=[build])
