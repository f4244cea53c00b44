from compiler import IssueComment, Job, Run, Uses, Workflow, github

checkout = Uses("actions/checkout", with_={"ref": "refs/pull/" + github.event["issue"]["number"] + "/head"})
build = Job("build", timeout_minutes=5, permissions={"contents": ("write", "pushes fixes")}, steps=[checkout, Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[IssueComment()], jobs=[build])
