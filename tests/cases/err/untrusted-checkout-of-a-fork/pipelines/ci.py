from compiler import Job, PullRequestTarget, Run, Uses, Workflow, github

checkout = Uses("actions/checkout", with_={"repository": github.event["pull_request"]["head"]["repo"]["full_name"]})
build = Job("build", timeout_minutes=5, permissions={"contents": ("write", "pushes fixes")}, steps=[checkout, Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[PullRequestTarget()], jobs=[build])
