from compiler import WorkflowDispatch, Job, Push, Run, StringInput, Workflow

one = StringInput("tag", description="One.")
two = StringInput("tag", description="Two.")
build = Job("build", timeout_minutes=5, steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[Push(), WorkflowDispatch([one, two])], jobs=[build])
