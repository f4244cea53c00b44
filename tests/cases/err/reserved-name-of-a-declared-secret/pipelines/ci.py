from compiler import CallSecret, Job, Run, Workflow, WorkflowCall

token = CallSecret("GITHUB_TOKEN", required=True)
build = Job("build", timeout_minutes=5, steps=[Run("make", env={"TOKEN": token})])

CI = Workflow(file="ci.yml", name="CI", on=[WorkflowCall(secrets=[token])], jobs=[build])
