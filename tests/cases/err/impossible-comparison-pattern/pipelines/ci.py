from compiler import Job, Push, Run, Workflow, github

build = Job("build", timeout_minutes=5, if_=github.ref == "refs/heads/release/*", steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
