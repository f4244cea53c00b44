from compiler import Job, Push, Run, Workflow, failure

build = Job("build", timeout_minutes=5, steps=[Run("make", env={"FAILED": failure()})])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
