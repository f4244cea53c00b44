from compiler import Job, Push, Run, Workflow, needs, to_json

build = Job("build", timeout_minutes=5, steps=[Run("make", env={"NEEDS": to_json(needs)})])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
