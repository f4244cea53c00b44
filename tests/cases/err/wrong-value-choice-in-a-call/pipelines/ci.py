from compiler import ChoiceInput, Job, Run, Workflow, WorkflowCall

level = ChoiceInput("level", options=["debug", "info"])
build = Job("build", timeout_minutes=5, steps=[Run("make", env={"LEVEL": level})])

CI = Workflow(file="ci.yml", name="CI", on=[WorkflowCall(inputs=[level])], jobs=[build])
