from compiler import Job, PullRequest, Uses, Workflow

script = "await github.rest.issues.createComment({ ...context.repo, issue_number: context.issue.number, body: 'Thank you' })"
comment = Uses("actions/github-script", name="Comment", with_={"script": script})
build = Job("build", timeout_minutes=5, permissions={"pull-requests": ("read", "reads the pull request")}, steps=[comment])

CI = Workflow(file="ci.yml", name="CI", on=[PullRequest()], jobs=[build])
