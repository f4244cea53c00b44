from compiler import Job, PullRequest, Push, Run, Workflow, github

test = Job("test", timeout_minutes=5, if_=github.event_name != "push", steps=[Run("make test")])
build = Job("build", timeout_minutes=5, needs=[test], steps=[Run("make")])
deploy = Job(
    "deploy",
    timeout_minutes=5,
    needs=[build],
    if_=(github.event_name == "push") & (github.ref == "refs/heads/main"),
    steps=[Run("make deploy")],
)

CI = Workflow(file="ci.yml", name="CI", on=[Push(), PullRequest()], jobs=[test, build, deploy])
