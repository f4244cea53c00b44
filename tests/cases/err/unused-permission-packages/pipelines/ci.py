from compiler import Job, Push, Run, Uses, Workflow

checkout = Uses("actions/checkout", with_={"persist-credentials": False})
build = Job(
    "build",
    timeout_minutes=5,
    permissions={"contents": ("read", "checks out"), "packages": ("write", "pushes")},
    steps=[checkout, Run("docker build .")],
)

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
