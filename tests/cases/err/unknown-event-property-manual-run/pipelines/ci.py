from compiler import Job, Push, Run, Workflow, WorkflowDispatch, github

build = Job("build", timeout_minutes=5, steps=[Run("make", env={"VALUE": github.event["release"]["tag_name"]})])

CI = Workflow(file="ci.yml", name="CI", on=[Push(tags=["v*"]), WorkflowDispatch()], jobs=[build])
