from compiler import Environment, Job, Push, Run, Workflow

deploy = Run("./deploy", id="deploy")
named = Job("named", timeout_minutes=5, environment="production", steps=[Run("make")])
full = Job(
    "full",
    timeout_minutes=5,
    environment=Environment("production", url="https://" + deploy.outputs.host + "/", deployment=False),
    steps=[deploy],
)

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[named, full])
