from compiler import Job, Push, Run, Workflow, contains, from_json, github

publish = Job(
    "publish",
    timeout_minutes=5,
    if_=contains(from_json('["refs/heads/main", "staging"]'), github.ref),
    steps=[Run("make publish")],
)

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[publish])
