from compiler import BooleanInput, Job, Run, StringInput, Workflow, WorkflowDispatch

fast = BooleanInput("fast", default=False)
tag = StringInput("tag", description="What to build.")
build = Job("build", timeout_minutes=5, if_=fast, steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[WorkflowDispatch([fast, tag])], jobs=[build])
