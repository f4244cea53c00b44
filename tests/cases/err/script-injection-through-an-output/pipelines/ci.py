from compiler import Job, PullRequest, Run, Uses, Workflow, github

title = Run('echo "title=$TITLE" >>"$GITHUB_OUTPUT"', id="title", env={"TITLE": github.event["pull_request"]["title"]})
check = Job(
    "check",
    timeout_minutes=5,
    permissions={},
    steps=[title, Uses("actions/github-script", with_={"script": "core.notice('" + title.outputs.title + "')"})],
)

CI = Workflow(file="ci.yml", name="CI", on=[PullRequest()], jobs=[check])
