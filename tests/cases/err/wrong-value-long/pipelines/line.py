from compiler import Job, Push, Run, Workflow

build = Job(
    "build",
    timeout_minutes=5,
    steps=[Run(["make", "test", "lint", "bench", "check", "generate", "clean", "help", "snapshots", "list", "diff"])],
)

LINE = Workflow(file="line.yml", name="Line", on=[Push()], jobs=[build])
