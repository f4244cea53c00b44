from compiler import WorkflowDispatch, Job, PullRequest, Push, Run, Schedule, Workflow

build = Job("build", timeout_minutes=5, steps=[Run("make")])

CI = Workflow(
    file="ci.yml",
    name="CI",
    on=[Push(branches=["main"], comment="What is merged."), PullRequest(), Schedule("0 0 * * 0"), WorkflowDispatch()],
    jobs=[build],
)
