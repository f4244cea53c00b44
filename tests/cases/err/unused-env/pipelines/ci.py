from compiler import CallJob, Job, Push, Run, Workflow, WorkflowCall

test = Job("test", timeout_minutes=5, steps=[Run("make test")])
TEST = Workflow(file="test.yml", name="Test", on=[WorkflowCall()], jobs=[test])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], env={"LEVEL": "2"}, jobs=[CallJob("test", TEST)])
