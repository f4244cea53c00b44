from compiler import Job, Run, StringInput, Workflow, WorkflowDispatch

command = StringInput("command", required=True)
build = Job("build", timeout_minutes=5, steps=[Run("cd site && $COMMAND", env={"COMMAND": command})])

CI = Workflow(file="ci.yml", name="CI", on=[WorkflowDispatch([command])], jobs=[build])
