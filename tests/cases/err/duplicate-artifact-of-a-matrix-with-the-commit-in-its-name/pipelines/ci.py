from compiler import Job, PullRequest, Push, Run, Strategy, Uses, Workflow, github

upload = Uses(
    "actions/upload-artifact",
    if_=github.event_name == "push",
    with_={"name": "coverage-" + github.sha, "path": "coverage.xml"},
)
test = Job(
    "test",
    timeout_minutes=5,
    strategy=Strategy(matrix={"include": [{"python": "3.12"}, {"python": "3.13"}]}),
    steps=[Run("make test"), upload],
)

CI = Workflow(file="ci.yml", name="CI", on=[Push(), PullRequest()], jobs=[test])
