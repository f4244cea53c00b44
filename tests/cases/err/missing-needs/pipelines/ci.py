from compiler import Job, Push, Run, Workflow, contains, needs

build = Job("build", timeout_minutes=5, steps=[Run("make")], if_=contains(needs[:]["result"], "success"))

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
