from compiler import Job, Push, Run, Uses, Workflow

build = Job("build", timeout_minutes=5, steps=[Uses(Run("make"))])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
