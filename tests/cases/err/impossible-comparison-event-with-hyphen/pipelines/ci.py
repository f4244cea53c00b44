from compiler import Job, PullRequest, Push, Run, Workflow, github

build = Job("build", timeout_minutes=5, steps=[Run("make", env={"VALUE": github.event_name != "pull-request"})])

CI = Workflow(file="ci.yml", name="CI", on=[Push(), PullRequest()], jobs=[build])
