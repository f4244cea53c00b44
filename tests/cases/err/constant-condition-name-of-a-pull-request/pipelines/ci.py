from compiler import Job, PullRequest, Run, Workflow, github

build = Job("build", timeout_minutes=5, if_=github.ref_name == "main", steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[PullRequest(branches=["main"])], jobs=[build])
