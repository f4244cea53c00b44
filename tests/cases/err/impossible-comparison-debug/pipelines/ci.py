from compiler import Job, Push, Run, Workflow, runner

build = Job("build", timeout_minutes=5, steps=[Run("make", if_=runner.debug == "true")])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
