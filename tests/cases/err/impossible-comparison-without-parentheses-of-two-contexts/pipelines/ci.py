from compiler import Job, PullRequest, Run, Workflow, github

is_draft = github.event["pull_request"]["draft"]
build = Job("build", timeout_minutes=5, if_=is_draft | github.actor == github.triggering_actor, steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[PullRequest()], jobs=[build])
