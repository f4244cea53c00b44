from compiler import Job, Push, Run, Workflow

build = Job("build", timeout_minutes=5, permissions={"contents": ("read", "a", "b")}, steps=[Run("make")])

LINE = Workflow(file="line.yml", name="Line", on=[Push()], jobs=[build])
