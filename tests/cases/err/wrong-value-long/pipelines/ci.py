from compiler import Job, Push, Run, Workflow

build = Job(
    "build",
    timeout_minutes=5,
    steps=[Run(["make", "test", "lint", "bench", "check", "generate", "clean", "help", "snapshots", "list", "diff"])],
)

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
