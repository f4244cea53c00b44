from compiler import BooleanInput, Job, Run, Workflow, WorkflowDispatch

build = Job("build", timeout_minutes=5, steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[WorkflowDispatch({"fast": BooleanInput("fast", default=False)})], jobs=[build])
