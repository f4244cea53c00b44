from compiler import Job, Push, Run, Workflow, always, job

build = Job("build", timeout_minutes=5, steps=[Run("make", if_=always() & (job.status == "succeeded"))])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
