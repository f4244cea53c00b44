from compiler import Job, Push, Run, Workflow, github

build = Job("build", timeout_minutes=5, steps=[Run("make", env={"VALUE": github.event["pull_request"]["number"]})])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
