from compiler import Dispatch, Job, Run, Workflow

build = Job("build", timeout_minutes=5, steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[Dispatch()], jobs=[build])
