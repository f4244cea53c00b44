from compiler import Job, Run, Workflow, WorkflowCall

find = Run("./find-version", id="find")
build = Job("build", timeout_minutes=5, steps=[find], outputs={"version": find.outputs.version})

CI = Workflow(
    file="ci.yml",
    name="CI",
    on=[WorkflowCall(outputs={"version": find.outputs.version})],
    jobs=[build],
)
