from compiler import Job, Run, StringInput, Workflow, WorkflowDispatch, github

version = StringInput("version", description="What to release.")
release = Job("release", timeout_minutes=5, steps=[Run("make", env={"V": github.event["inputs"]["verison"], "INPUT": version})])

CI = Workflow(file="ci.yml", name="CI", on=[WorkflowDispatch([version])], jobs=[release])
