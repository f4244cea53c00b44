from compiler import Job, Push, Run, Workflow, WorkflowRun

build = Job("build", timeout_minutes=5, steps=[Run("make")])
deploy = Job("deploy", timeout_minutes=5, steps=[Run("make deploy")])

BUILD = Workflow(file="build.yml", name="Build images", on=[Push()], jobs=[build])
DEPLOY = Workflow(file="deploy.yml", name="Deploy", on=[WorkflowRun(workflows=["build.yml"])], jobs=[deploy])
