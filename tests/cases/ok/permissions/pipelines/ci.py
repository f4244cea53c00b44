from compiler import Job, Push, Run, Workflow

build = Job(
    "build",
    timeout_minutes=5,
    permissions={
        "contents": ("read", "checks out the commit"),
        "id-token": ("write", "signs: see\nthe docs"),
        "packages": ("write", "publishes # a lot"),
    },
    steps=[Run("make")],
)

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
