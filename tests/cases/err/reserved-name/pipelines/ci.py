from compiler import Job, PullRequest, Run, Workflow, github

build = Job("build", timeout_minutes=5, steps=[Run("make", env={"GITHUB_REF": github.head_ref})])

CI = Workflow(file="ci.yml", name="CI", on=[PullRequest()], jobs=[build])
