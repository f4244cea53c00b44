from compiler import Job, Push, Run, Workflow, contains

build = Job("build", timeout_minutes=5, steps=[Run("make", if_=contains("main next", "dev"))])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
