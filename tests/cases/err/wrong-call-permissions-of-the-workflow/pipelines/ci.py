from compiler import CallJob, Job, Push, Uses, Workflow, WorkflowCall

READ = {"contents": ("read", "checks out the commit")}
inner = Job("inner", timeout_minutes=5, permissions=None, steps=[Uses("actions/checkout")])
BUILD = Workflow(file="build.yml", name="Build", on=[WorkflowCall()], permissions=READ, jobs=[inner])
build = CallJob("build", BUILD)

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
