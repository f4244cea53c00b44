from compiler import Job, Push, Run, Uses, Workflow

build = Job(
    "build",
    timeout_minutes=5,
    steps=[
        Run("make"),
        Uses("actions/upload-artifact", with_={"path": "app"}),
        Uses("actions/upload-artifact", with_={"path": "logs"}),
    ],
)

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
