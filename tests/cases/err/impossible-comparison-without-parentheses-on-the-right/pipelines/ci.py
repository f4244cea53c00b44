from compiler import BooleanInput, Job, Run, Workflow, WorkflowDispatch, github, variables

publish = BooleanInput("publish")
build = Job("build", timeout_minutes=5, if_=github.actor != publish & variables.OWNER, steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[WorkflowDispatch([publish])], jobs=[build])
