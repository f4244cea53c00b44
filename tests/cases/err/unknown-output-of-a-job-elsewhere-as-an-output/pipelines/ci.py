from compiler import Job, Run, Workflow, WorkflowCall

version = Run("./version", id="version")
first = Job("first", timeout_minutes=5, steps=[version], outputs={"version": version.outputs.version})
build = Job("build", timeout_minutes=5, steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[WorkflowCall(outputs={"version": first.outputs.version})], jobs=[build])
