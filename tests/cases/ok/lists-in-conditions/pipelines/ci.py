from compiler import Job, PullRequest, Push, Run, Workflow, contains, from_json, github, variables

events = Job(
    "events",
    timeout_minutes=5,
    if_=contains(from_json('["push", "workflow_dispatch"]'), github.event_name),
    steps=[Run("make")],
)
refs = Job(
    "refs",
    timeout_minutes=5,
    if_=contains(from_json('["refs/heads/main", "refs/heads/next"]'), github.ref) | contains(from_json('["main"]'), github.base_ref),
    steps=[Run("make")],
)
elsewhere = Job(
    "elsewhere",
    timeout_minutes=5,
    if_=contains(from_json(variables.EVENTS), github.event_name) | contains(from_json('[1, null, "a"]'), variables.VALUE),
    steps=[Run("make")],
)

CI = Workflow(file="ci.yml", name="CI", on=[Push(), PullRequest()], jobs=[events, refs, elsewhere])
