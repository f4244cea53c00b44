from compiler import EnvironmentInput, Job, Run, Workflow, WorkflowCall

build = Job("build", timeout_minutes=5, steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[WorkflowCall(inputs=[EnvironmentInput("target")])], jobs=[build])
