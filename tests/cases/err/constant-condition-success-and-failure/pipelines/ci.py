from compiler import Job, Push, Run, Workflow, failure, success

build = Job("build", timeout_minutes=5, steps=[Run("make", if_=success() & failure())])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
