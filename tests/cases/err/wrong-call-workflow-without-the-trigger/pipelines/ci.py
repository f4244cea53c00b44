from compiler import CallJob, Job, Push, Run, Workflow

inner = Job("inner", timeout_minutes=5, steps=[Run("make")])
OTHER = Workflow(file="other.yml", name="Other", on=[Push()], jobs=[inner])

build = CallJob("build", OTHER)

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
