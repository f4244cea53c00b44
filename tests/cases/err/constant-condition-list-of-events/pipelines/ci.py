from compiler import Job, Push, Run, Workflow, contains, from_json, github

notify = Job(
    "notify",
    timeout_minutes=5,
    if_=contains(from_json('["schedule", "workflow_dispatch"]'), github.event_name),
    steps=[Run("make notify")],
)

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[notify])
