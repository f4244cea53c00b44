from compiler import (
    CheckRun, CheckSuite, Deployment, DeploymentStatus, Job, MergeGroup, RegistryPackage, RepositoryDispatch, Run, Workflow, WorkflowRun,
)  # fmt: skip

report = Job("report", timeout_minutes=5, steps=[Run("echo done")])

CI = Workflow(
    file="ci.yml",
    name="CI",
    on=[
        CheckRun(types=["completed", "requested_action"]),
        CheckSuite(types=["completed"]),
        Deployment(),
        DeploymentStatus(),
        MergeGroup(types=["checks_requested"], branches=["main"]),
        RegistryPackage(types=["published"]),
        RepositoryDispatch(types=["deploy", "roll-back"]),
        WorkflowRun(workflows=["Build"], types=["completed"], branches_ignore=["gh-pages"]),
    ],
    jobs=[report],
)
