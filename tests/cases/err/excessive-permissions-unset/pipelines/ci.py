from compiler import Job, Push, Run, Workflow

build = Job("build", timeout_minutes=5, permissions=None, steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], permissions=None, jobs=[build])
