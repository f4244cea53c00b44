from compiler import Job, PullRequest, Uses, Workflow, github

comment = Uses("actions/github-script", with_={"script": "core.notice(`" + github.head_ref + "`)"})
job = Job("job", timeout_minutes=5, steps=[comment])

CI = Workflow(file="ci.yml", name="CI", on=[PullRequest()], jobs=[job])
