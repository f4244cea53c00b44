from compiler import BooleanInput, Job, Run, Workflow, WorkflowDispatch, github

publish = BooleanInput("publish")
build = Job("build", timeout_minutes=5, if_=~github.event["inputs"]["publish"], steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[WorkflowDispatch([publish])], jobs=[build])
