from compiler import Job, Run, Uses, Workflow, WorkflowRun, github

checkout = Uses("actions/checkout", with_={"ref": github.event["workflow_run"]["head_sha"]})
build = Job("build", timeout_minutes=5, permissions={"contents": ("write", "pushes fixes")}, steps=[checkout, Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[WorkflowRun(workflows=["CI"])], jobs=[build])
