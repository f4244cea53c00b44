from compiler import Job, Push, Run, Workflow, job

build = Job("build", timeout_minutes=5, steps=[Run("make", if_=job.status == "failure")])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
