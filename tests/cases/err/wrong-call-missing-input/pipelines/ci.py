from compiler import BooleanInput, CallJob, CallSecret, Job, Push, Run, StringInput, Workflow, WorkflowCall

tag = StringInput("tag", required=True)
dry = BooleanInput("dry")
token = CallSecret("token", required=True)
inner = Job(
    "inner", timeout_minutes=5, permissions={"contents": ("read", "checks out the commit")}, steps=[Run("make", env={"T": tag, "D": dry})]
)
BUILD = Workflow(file="build.yml", name="Build", on=[WorkflowCall(inputs=[tag, dry], secrets=[token])], jobs=[inner])
READ = {"contents": ("read", "checks out the commit")}

build = CallJob("build", BUILD, permissions=READ, secrets={"token": token})

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
