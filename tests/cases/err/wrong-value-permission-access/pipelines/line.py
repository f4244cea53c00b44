from compiler import Job, Push, Run, Workflow

build = Job(
    "build",
    timeout_minutes=5,
    permissions={"contents": ("reed", "checks out")},
    steps=[Run("make")],
)

LINE = Workflow(file="line.yml", name="Line", on=[Push()], jobs=[build])
