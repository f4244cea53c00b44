from compiler import Job, PullRequest, Run, Workflow, github

build = Job("build", timeout_minutes=5, steps=[Run("make", env={"VALUE": github.event["pull_request"]["titel"]})])

CI = Workflow(file="ci.yml", name="CI", on=[PullRequest()], jobs=[build])
