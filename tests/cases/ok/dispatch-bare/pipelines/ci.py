from compiler import WorkflowDispatch, Job, Run, Workflow

build = Job("build", timeout_minutes=5, steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[WorkflowDispatch()], jobs=[build])
