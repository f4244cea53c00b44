from compiler import Job, Push, Run, Workflow, failure

first = Run("./configure", id="configure", name="Configure: all", working_directory="apps/web")
build = Job(
    "build",
    timeout_minutes=5,
    steps=[first, Run("cat config.log", if_=failure() & (first.outcome == "failure") | (first.conclusion == "cancelled"))],
)

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
