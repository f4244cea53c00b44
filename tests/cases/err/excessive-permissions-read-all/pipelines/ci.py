from compiler import Job, Push, Run, Workflow

build = Job("build", timeout_minutes=5, permissions="read-all", steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
