from compiler import Issues, Job, Uses, Workflow, github

comment = Uses("actions/github-script", with_={"script": "console.log('" + github.event["issue"]["title"] + "')"})
job = Job("job", timeout_minutes=5, steps=[comment])

CI = Workflow(file="ci.yml", name="CI", on=[Issues()], jobs=[job])
