from compiler import Job, Push, Run, Workflow, runner

build = Job("build", if_=runner.colour == "x", timeout_minutes=5, steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
