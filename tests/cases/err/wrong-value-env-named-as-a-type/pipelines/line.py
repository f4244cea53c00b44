from compiler import Job, Push, Run, Workflow

build = Job("build", timeout_minutes=5, env={"str": None}, steps=[Run("make")])

LINE = Workflow(file="line.yml", name="Line", on=[Push()], jobs=[build])
