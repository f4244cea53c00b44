from compiler import Job, Push, Run, Uses, Workflow, github

trigger = Job(
    "trigger",
    timeout_minutes=5,
    permissions={"contents": ("read", "checks out the commit"), "actions": ("write", "starts the deployment")},
    steps=[
        Uses("actions/checkout"),
        Run("make version"),
        Run('test -n "$REF" && gh workflow run deploy.yml --ref "$REF"', env={"REF": github.ref_name, "TOKEN": github.token}),
    ],
)

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[trigger])
