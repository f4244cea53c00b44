from compiler import Job, Run, StringInput, Workflow, WorkflowDispatch

tool = StringInput("tool")
extend = Run('echo "/opt/$TOOL" >>"$GITHUB_PATH"', env={"TOOL": tool})
job = Job("job", timeout_minutes=5, steps=[extend, Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[WorkflowDispatch([tool])], jobs=[job])
