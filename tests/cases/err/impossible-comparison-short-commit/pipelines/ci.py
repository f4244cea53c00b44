from compiler import Job, Push, Run, Workflow, github

build = Job("build", timeout_minutes=5, if_=github.sha != "3d3c42e", steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
