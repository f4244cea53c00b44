from compiler import Job, Run, Uses, Workflow, WorkflowRun, github

dist = Uses("actions/download-artifact", with_={"name": "dist", "run-id": github.event["workflow_run"]["id"]})
deploy = Job("deploy", timeout_minutes=5, steps=[dist, Run("make deploy")])

CI = Workflow(file="ci.yml", name="CI", on=[WorkflowRun(workflows=["Build"], types=["completed"], branches=["main"])], jobs=[deploy])
