from compiler import CallOutput, Job, Run, Workflow, WorkflowCall, secrets

build = Job("build", timeout_minutes=5, steps=[Run("make")])

CI = Workflow(
    file="ci.yml",
    name="CI",
    on=[WorkflowCall(outputs={"token": CallOutput("v-" + secrets.TOKEN, description="a token")})],
    jobs=[build],
)
