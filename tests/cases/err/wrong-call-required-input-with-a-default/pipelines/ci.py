from compiler import CallJob, Job, Push, Run, StringInput, Workflow, WorkflowCall

target = StringInput("target", required=True, default="all")
make = Job("make", timeout_minutes=5, steps=[Run('make "$TARGET"', env={"TARGET": target})])
BUILD = Workflow(file="build.yml", name="Build", on=[WorkflowCall(inputs=[target])], jobs=[make])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[CallJob("build", BUILD)])
