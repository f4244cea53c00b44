from compiler import Job, PullRequest, Uses, Workflow

READ = {"contents": ("read", "reads its configuration")}
label = Job("label", timeout_minutes=5, permissions=READ, steps=[Uses("actions/labeler")])

CI = Workflow(file="ci.yml", name="CI", on=[PullRequest()], jobs=[label])
