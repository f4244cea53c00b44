from compiler import Job, Run, StringInput, Workflow, WorkflowDispatch

folder = StringInput("folder")
build = Job("build", timeout_minutes=5, steps=[Run("make", working_directory="apps/" + folder)])

CI = Workflow(file="ci.yml", name="CI", on=[WorkflowDispatch([folder])], jobs=[build])
