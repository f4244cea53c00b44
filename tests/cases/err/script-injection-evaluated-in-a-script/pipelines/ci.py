from compiler import Job, PullRequest, Script, Uses, Workflow, github

run = Script("run-branch", env={"BRANCH": github.head_ref})
build = Job("build", timeout_minutes=5, steps=[Uses("actions/checkout"), run])

CI = Workflow(file="ci.yml", name="CI", on=[PullRequest()], jobs=[build])
