from compiler import Job, Push, Run, Workflow, WorkflowRun

job = Job("build", timeout_minutes=5, permissions={}, steps=[Run("make")])
deploy = Job("deploy", timeout_minutes=5, permissions={}, steps=[Run("make deploy")])

BUILD = Workflow(file="build.yml", name="Publish staging", on=[Push()], jobs=[job])
DEPLOY = Workflow(file="deploy.yml", name="Deploy", on=[WorkflowRun(workflows=["publish-staging"])], jobs=[deploy])
