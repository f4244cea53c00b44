from compiler import Job, Run, Schedule, Workflow

build = Job("build", timeout_minutes=5, steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[Schedule("17 4 * * *"), Schedule("0 12 * * 1-5", timezone="Europe/Berlin")], jobs=[build])
