from compiler import Job, Push, Run, Workflow

first = Job("first", timeout_minutes=5, steps=[Run("make first")])
build = Job("build", if_=first.result == "success", timeout_minutes=5, steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
