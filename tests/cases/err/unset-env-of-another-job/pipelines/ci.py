from compiler import Job, Push, Run, Uses, Workflow, env

first = Job("first", timeout_minutes=5, env={"IMAGE": "app"}, steps=[Run("make")])
second = Job("second", timeout_minutes=5, steps=[Uses("actions/checkout"), Run("make", if_=env.IMAGE != "")])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[first, second])
