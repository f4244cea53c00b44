from compiler import Job, Push, Run, Workflow, github

build = Job("build", if_=github.reff == "x", timeout_minutes=5, steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
