from compiler import Job, PullRequest, Run, Workflow, github, starts_with

build = Job("build", timeout_minutes=5, if_=starts_with(github.head_ref, "refs/heads/renovate"), steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[PullRequest()], jobs=[build])
