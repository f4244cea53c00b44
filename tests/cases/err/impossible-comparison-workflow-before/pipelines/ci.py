from compiler import Job, Run, Workflow, WorkflowRun, github

build = Job("build", timeout_minutes=5, if_=github.event["workflow_run"]["name"] == "build", steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[WorkflowRun(workflows=["Test"], types=["completed"])], jobs=[build])
