from compiler import Job, Push, Uses, Workflow, github

comment = Uses("actions/github-script", with_={"script": "core.notice(`" + github.ref_name + "`)"})
job = Job("job", timeout_minutes=5, steps=[comment])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[job])
