from compiler import BooleanInput, WorkflowDispatch, Job, Push, Run, Workflow

dry = BooleanInput("dry", description="Do nothing.", default="no")
build = Job("build", timeout_minutes=5, steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
