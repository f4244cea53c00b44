from compiler import Job, PullRequest, Script, Uses, Workflow, github

remember = Script("remember", env={"BODY": github.event["pull_request"]["body"]})
build = Job("build", timeout_minutes=5, steps=[Uses("actions/checkout"), remember])

CI = Workflow(file="ci.yml", name="CI", on=[PullRequest()], jobs=[build])
