from compiler import Job, Push, Run, Workflow, runner

folder = runner.temp
build = Job("build", timeout_minutes=5, env={"FOLDER": folder}, steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
