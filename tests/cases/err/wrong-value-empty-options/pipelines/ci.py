from compiler import ChoiceInput, Job, Run, Workflow, WorkflowDispatch

build = Job("build", timeout_minutes=5, steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[WorkflowDispatch([ChoiceInput("level", options=[])])], jobs=[build])
