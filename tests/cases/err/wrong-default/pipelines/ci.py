from compiler import ChoiceInput, Job, Run, Workflow, WorkflowDispatch

level = ChoiceInput("level", options=["debug", "info"], default="inof")
build = Job("build", timeout_minutes=5, steps=[Run("make", env={"LEVEL": level})])

CI = Workflow(file="ci.yml", name="CI", on=[WorkflowDispatch([level])], jobs=[build])
