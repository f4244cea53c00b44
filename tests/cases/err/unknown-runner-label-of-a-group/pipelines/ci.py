from compiler import Job, Push, Run, RunnerGroup, Workflow

LARGE = RunnerGroup(
    "large",
    labels=["linux-16-core"],
)
build = Job("build", timeout_minutes=5, runs_on=LARGE, steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
