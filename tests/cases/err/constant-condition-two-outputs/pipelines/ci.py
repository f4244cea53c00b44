from compiler import Job, Push, Run, Workflow, cancelled

first = Run("./kind", id="kind")
build = Job(
    "build", timeout_minutes=5, steps=[first, Run("make", if_=~cancelled() & ((first.outputs.kind != "a") | (first.outputs.kind != "b")))]
)

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
