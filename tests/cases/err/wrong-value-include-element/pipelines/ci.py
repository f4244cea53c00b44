from compiler import Job, Push, Run, Strategy, Workflow

build = Job("build", timeout_minutes=5, strategy=Strategy(include=[{"python": {"3.11"}}]), steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
