from compiler import Job, Push, Run, Workflow

build = Job("build", timeout_minutes=5, steps=[Run("make", env={"MY-NAME": "x"})])

LINE = Workflow(file="line.yml", name="Line", on=[Push()], jobs=[build])
