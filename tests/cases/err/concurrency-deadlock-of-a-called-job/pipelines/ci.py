from compiler import CallJob, Concurrency, Job, Push, Run, Workflow, WorkflowCall

make = Job("make", timeout_minutes=5, concurrency=Concurrency(group="Deploy"), steps=[Run("make")])
BUILD = Workflow(file="build.yml", name="Build", on=[WorkflowCall()], jobs=[make])
build = CallJob("build", BUILD, concurrency=Concurrency(group="deploy"))

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
