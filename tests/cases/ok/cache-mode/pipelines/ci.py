from compiler import Job, Push, Run, Workflow

build = Job("build", timeout_minutes=5, cache_mode="read", steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build], cache_mode="none")
