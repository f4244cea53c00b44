from compiler import Job, Push, Run, Workflow, github

build = Job("build", timeout_minutes=5, steps=[Run("make", env={"A": github.sha + 1})])

LINE = Workflow(file="line.yml", name="Line", on=[Push()], jobs=[build])
