from compiler import ChoiceInput, Job, Run, Workflow, WorkflowDispatch

target = ChoiceInput("target", options=["staging", "production"])
build = Job("build", timeout_minutes=5, if_=target == "prod", steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[WorkflowDispatch([target])], jobs=[build])
