from compiler import Job, StringInput, Uses, Workflow, WorkflowDispatch

note = StringInput("note")
comment = Uses("actions/github-script", with_={"script": "core.notice(`" + note + "`)"})
job = Job("job", timeout_minutes=5, steps=[comment])

CI = Workflow(file="ci.yml", name="CI", on=[WorkflowDispatch([note])], jobs=[job])
