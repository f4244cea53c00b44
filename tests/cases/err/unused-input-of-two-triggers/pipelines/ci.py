from compiler import Job, Run, StringInput, Workflow, WorkflowCall, WorkflowDispatch

tag = StringInput("tag", description="What to build.")
build = Job("build", timeout_minutes=5, steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[WorkflowDispatch([tag]), WorkflowCall(inputs=[tag])], jobs=[build])
