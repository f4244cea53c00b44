from compiler import Commented, Job, Push, Run, Workflow

build = Job("build", timeout_minutes=5, env={"NAME": Commented(["a"], "why")}, steps=[Run("make")])

LINE = Workflow(file="line.yml", name="Line", on=[Push()], jobs=[build])
