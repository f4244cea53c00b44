from compiler import Job, Push, Run, Workflow, WorkflowRun, github

build = Job("build", timeout_minutes=5, steps=[Run("make")])
succeeded = github.event["workflow_run"]["conclusion"] == "success"
deploy = Job("deploy", timeout_minutes=5, if_=succeeded, steps=[Run("make deploy")])

BUILD = Workflow(file="build.yml", name="Build images", on=[Push()], jobs=[build])
DEPLOY = Workflow(file="deploy.yml", name="Deploy", on=[WorkflowRun(workflows=["Build images"], types=["requested"])], jobs=[deploy])
