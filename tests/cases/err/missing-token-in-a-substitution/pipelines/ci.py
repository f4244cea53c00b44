from compiler import Job, PullRequest, Run, Workflow, github

label = Job(
    "label",
    timeout_minutes=5,
    permissions={"pull-requests": ("read", "reads the labels")},
    steps=[Run('printf "%s\\n" "$(gh pr view "$NUMBER" --json labels)"', env={"NUMBER": github.event["pull_request"]["number"]})],
)

CI = Workflow(file="ci.yml", name="CI", on=[PullRequest()], jobs=[label])
