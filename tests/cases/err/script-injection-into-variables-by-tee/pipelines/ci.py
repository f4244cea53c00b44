from compiler import Job, PullRequest, Run, Workflow, github

body = github.event["pull_request"]["body"]
remember = Run('echo "BODY=$BODY" | tee -a "$GITHUB_ENV"', env={"BODY": body})
build = Job("build", timeout_minutes=5, steps=[remember, Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[PullRequest()], jobs=[build])
