from compiler import Job, PullRequest, Push, Run, Workflow, contains, from_json, github

publish = Job(
    "publish",
    timeout_minutes=5,
    if_=contains(from_json('["push", "pull-request"]'), github.event_name),
    steps=[Run("make publish")],
)

CI = Workflow(file="ci.yml", name="CI", on=[Push(), PullRequest()], jobs=[publish])
