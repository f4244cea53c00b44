from compiler import Job, Push, Run, Strategy, Workflow, env

build = Job("build", timeout_minutes=5, strategy=Strategy(include=[{"a": env.A}]), steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
