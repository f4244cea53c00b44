from compiler import Job, Push, Run, Workflow, github

build = Job("build", timeout_minutes=5, steps=[Run("make", env={"N": github.event.number})])

LINE = Workflow(file="line.yml", name="Line", on=[Push()], jobs=[build])
