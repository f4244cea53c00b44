from compiler import Job, PullRequest, Run, Workflow, contains, github

build = Job("build", timeout_minutes=5, if_=~contains(github.event["head_commit"]["message"], "[skip]"), steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[PullRequest()], jobs=[build])
