from compiler import Issues, Job, Run, Workflow, github

remember = Run('echo "$TITLE" >> $GITHUB_ENV', env={"TITLE": github.event["issue"]["title"]})
job = Job("job", timeout_minutes=5, steps=[remember, Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[Issues()], jobs=[job])
