from compiler import Job, Push, Run, Workflow

first = Job("build", timeout_minutes=5, steps=[Run("make")])
second = Job("build", timeout_minutes=5, steps=[Run("make")])
last = Job("last", if_=first.result == "success", timeout_minutes=5, steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[first, second, last])
