from compiler import CallJob, Push, Workflow, WorkflowCall

first = CallJob("first", "./.github/workflows/second.yml")
second = CallJob("second", "./.github/workflows/first.yml")

FIRST = Workflow(file="first.yml", name="First", on=[Push(), WorkflowCall()], jobs=[first])
SECOND = Workflow(file="second.yml", name="Second", on=[WorkflowCall()], jobs=[second])
