from compiler import Job, PullRequest, Push, Run, Workflow, cancelled, github

build = Job(
    "build", timeout_minutes=5, steps=[Run("make", if_=(github.event_name == "push") & (cancelled() | (github.ref_name == "main")))]
)

CI = Workflow(file="ci.yml", name="CI", on=[Push(), PullRequest()], jobs=[build])
