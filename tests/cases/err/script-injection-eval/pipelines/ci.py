from compiler import Job, PullRequest, Run, Workflow, github

check = Job(
    "check",
    timeout_minutes=5,
    permissions={},
    steps=[Run('eval "make $TARGET"', env={"TARGET": github.head_ref})],
)

CI = Workflow(file="ci.yml", name="CI", on=[PullRequest()], jobs=[check])
