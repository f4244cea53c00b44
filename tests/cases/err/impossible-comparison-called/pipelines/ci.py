from compiler import Job, Push, Run, Workflow, WorkflowCall, github

build = Job("build", timeout_minutes=5, if_=github.event_name == "workflow_call", steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[Push(), WorkflowCall()], jobs=[build])
