from compiler import Job, Push, Run, Workflow, runner

build = Job("build", timeout_minutes=5, steps=[Run("make", if_=runner.os == "ubuntu-24.04")])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
