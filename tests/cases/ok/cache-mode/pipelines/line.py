from compiler import Job, Push, Run, Workflow

build = Job("build", timeout_minutes=5, cache_mode="read", steps=[Run("make")])

LINE = Workflow(file="line.yml", name="Line", on=[Push()], jobs=[build], cache_mode="none")
