from compiler import BooleanInput, Job, Run, Workflow, WorkflowCall

fast = BooleanInput("fast", default=False)
build = Job("build", timeout_minutes=5, steps=[Run("make", if_=fast != "false")])

CI = Workflow(file="ci.yml", name="CI", on=[WorkflowCall(inputs=[fast])], jobs=[build])
