from compiler import CallJob, Concurrency, Job, Push, Run, Workflow, WorkflowCall, github

GROUP = Concurrency(group=github.workflow + "-" + github.ref)
make = Job("make", timeout_minutes=5, steps=[Run("make")])
BUILD = Workflow(file="build.yml", name="Build", on=[WorkflowCall()], concurrency=GROUP, jobs=[make])
build = CallJob("build", BUILD)

CI = Workflow(file="ci.yml", name="CI", on=[Push()], concurrency=GROUP, jobs=[build])
