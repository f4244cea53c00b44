from compiler import Job, Push, Run, Workflow, failure, github

build = Job("build", timeout_minutes=5, steps=[Run("make", if_=failure() | (github.ref == "refs/heads/main"))])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
