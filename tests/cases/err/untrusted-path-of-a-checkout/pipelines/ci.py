from compiler import Job, PullRequest, Uses, Workflow, github

checkout = Uses("actions/checkout", with_={"path": "sites/" + github.event["pull_request"]["title"]})
build = Job("build", timeout_minutes=5, steps=[checkout])

CI = Workflow(file="ci.yml", name="CI", on=[PullRequest()], jobs=[build])
