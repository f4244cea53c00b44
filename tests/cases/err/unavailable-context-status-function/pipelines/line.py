from compiler import Job, Push, Run, Workflow, failure

build = Job("build", timeout_minutes=5, steps=[Run("make", env={"FAILED": failure()})])

LINE = Workflow(file="line.yml", name="Line", on=[Push()], jobs=[build])
