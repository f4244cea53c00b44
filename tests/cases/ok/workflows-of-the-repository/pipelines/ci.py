from compiler import Job, Push, Run, Workflow, WorkflowRun

build = Job("build", timeout_minutes=5, permissions={}, steps=[Run("make")])
deploy = Job("deploy", timeout_minutes=5, permissions={}, steps=[Run("make deploy")])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
BUILD = Workflow(file="build.yml", name="Build EU", on=[Push(branches=["main"])], jobs=[build])
TESTS = Workflow(file="tests.yml", name="Tests 1", on=[Push(branches=["main"])], jobs=[build])
DEPLOY = Workflow(
    file="deploy.yml",
    name="Deploy",
    on=[WorkflowRun(workflows=["CI", "CD", "CIS", "Build EU", "Build US", "Tests 2", "Tests 11", "Something else"], types=["completed"])],
    jobs=[deploy],
)
