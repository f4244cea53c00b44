from compiler import Job, Run, Schedule, Workflow, github

build = Job("build", timeout_minutes=5, if_=github.event["schedule"] == "0 3 * * *", steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[Schedule("17 3 * * *")], jobs=[build])
