from compiler import Job, Push, Run, Workflow, github

build = Job("build", timeout_minutes=5, steps=[Run("make", if_=(github.actor == "me") | True)])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
