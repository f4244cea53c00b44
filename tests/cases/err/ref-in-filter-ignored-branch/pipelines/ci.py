from compiler import Job, PullRequest, Run, Workflow

build = Job("build", timeout_minutes=5, steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[PullRequest(branches_ignore=["refs/heads/next"])], jobs=[build])
