from compiler import Job, Push, Repository, Run, Workflow

build = Job("build", timeout_minutes=5, steps=[Run("true")])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
APPLICATION = Repository(
    files=["Dockerfile"],
    replaces=[".github/workflows/old.yml", ".github/workflows/CI.yml"],
)
