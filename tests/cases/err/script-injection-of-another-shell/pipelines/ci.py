from compiler import Job, PullRequest, Run, Workflow, github

title = github.event["pull_request"]["title"]
check = Job("check", timeout_minutes=5, permissions={}, steps=[Run("bash -euc \"./check --title '$TITLE'\"", env={"TITLE": title})])

CI = Workflow(file="ci.yml", name="CI", on=[PullRequest()], jobs=[check])
