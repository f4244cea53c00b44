from compiler import Job, Push, Run, Schedule, Workflow, github

build = Job("build", timeout_minutes=5, if_=github.event_name == "pull_request", steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[Push(), Schedule("17 3 * * *")], jobs=[build])
