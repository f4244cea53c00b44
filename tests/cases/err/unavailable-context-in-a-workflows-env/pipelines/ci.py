from compiler import Job, Push, Run, Workflow, runner

build = Job("build", timeout_minutes=5, steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", env={"HERE": runner.temp}, on=[Push()], jobs=[build])
