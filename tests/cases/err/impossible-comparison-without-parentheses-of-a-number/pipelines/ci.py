from compiler import BooleanInput, Job, Run, Workflow, WorkflowDispatch, github

first = BooleanInput("first")
build = Job("build", timeout_minutes=5, if_=first & github.run_attempt < 3, steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[WorkflowDispatch([first])], jobs=[build])
