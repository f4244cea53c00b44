from compiler import Job, Run, Workflow, WorkflowRun, github

build = Job("build", timeout_minutes=5, if_=github.event["workflow_run"]["head_branch"] == "refs/heads/main", steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[WorkflowRun(workflows=["Build"], types=["completed"])], jobs=[build])
