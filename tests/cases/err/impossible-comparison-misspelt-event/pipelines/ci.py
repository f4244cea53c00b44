from compiler import Job, PullRequest, Push, Run, Workflow, github

build = Job("build", timeout_minutes=5, if_=github.event_name == "pushes", steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[Push(), PullRequest()], jobs=[build])
