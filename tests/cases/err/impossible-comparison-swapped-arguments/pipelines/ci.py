from compiler import Job, Push, Run, Workflow, github, starts_with

build = Job("build", timeout_minutes=5, if_=starts_with("refs/tags/v", github.ref), steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
