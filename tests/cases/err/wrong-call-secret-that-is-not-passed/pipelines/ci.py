from compiler import CallJob, Job, Push, Run, Workflow, WorkflowCall, secrets

inner = Job("inner", timeout_minutes=5, steps=[Run("make", env={"KEY": secrets.DEPLOY_KEY})])
BUILD = Workflow(file="build.yml", name="Build", on=[WorkflowCall()], jobs=[inner])
build = CallJob("build", BUILD)

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
