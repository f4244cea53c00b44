from compiler import Job, Push, Run, Workflow, format, github

build = Job("build", timeout_minutes=5, steps=[Run("make", env={"NAME": format("{0}-{1}", github.sha)})])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
