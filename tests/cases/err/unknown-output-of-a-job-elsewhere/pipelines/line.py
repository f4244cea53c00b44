from compiler import Job, Push, Run, Workflow

first = Job("first", timeout_minutes=5, steps=[Run("make first")])
build = Job("build", if_=first.result == "success", timeout_minutes=5, steps=[Run("make")])

LINE = Workflow(file="line.yml", name="Line", on=[Push()], jobs=[build])
