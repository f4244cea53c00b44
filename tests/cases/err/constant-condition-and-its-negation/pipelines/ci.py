from compiler import BooleanInput, Job, Run, Workflow, WorkflowDispatch

publish = BooleanInput("publish")
deploy = Job("deploy", timeout_minutes=5, if_=publish & ~publish, steps=[Run("make deploy")])

CI = Workflow(file="ci.yml", name="CI", on=[WorkflowDispatch([publish])], jobs=[deploy])
