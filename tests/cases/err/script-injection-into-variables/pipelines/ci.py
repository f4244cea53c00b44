from compiler import Job, PullRequest, Run, Workflow, github

remember = Run('echo "BODY=$BODY" >>"$GITHUB_ENV"', env={"BODY": github.event["pull_request"]["body"]})
job = Job("job", timeout_minutes=5, steps=[remember, Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[PullRequest()], jobs=[job])
