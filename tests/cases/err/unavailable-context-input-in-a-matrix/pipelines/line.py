from compiler import Job, Push, Run, Strategy, Workflow, env

build = Job("build", timeout_minutes=5, strategy=Strategy(include=[{"a": env.A}]), steps=[Run("make")])

LINE = Workflow(file="line.yml", name="Line", on=[Push()], jobs=[build])
