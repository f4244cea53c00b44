from compiler import Job, PullRequest, Run, Workflow

build = Job("build", timeout_minutes=5, steps=[Run("make")])

LINE = Workflow(
    file="line.yml",
    name="Line",
    on=[PullRequest(branches=["main"], branches_ignore=["old"])],
    jobs=[build],
)
