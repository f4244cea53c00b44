from compiler import Concurrency, Job, Run, Schedule, Workflow, github

build = Job("build", timeout_minutes=5, steps=[Run("make")])
ONE = Concurrency(group="build-" + github.event["number"])

CI = Workflow(file="ci.yml", name="CI", on=[Schedule("17 3 * * *")], concurrency=ONE, jobs=[build])
