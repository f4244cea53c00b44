from compiler import Job, PullRequest, Run, Workflow, contains, github

build = Job("build", timeout_minutes=5, if_=contains(github.head_ref, "release/*"), steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[PullRequest()], jobs=[build])
