from compiler import Job, Run, StringInput, Workflow, WorkflowDispatch, inputs

build = Job("build", timeout_minutes=5, steps=[Run("make", env={"TAG": inputs.tag})])

CI = Workflow(file="ci.yml", name="CI", on=[WorkflowDispatch([StringInput("tag")])], jobs=[build])
