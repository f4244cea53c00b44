from compiler import Job, Push, Run, Workflow

build = Job("build", timeout_minutes=5, steps=[Run("make")])

LINE = Workflow(
    file="line.yml",
    name="Line",
    on=[Push(paths=[], paths_ignore=["docs/**"])],
    jobs=[build],
)
