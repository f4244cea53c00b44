from compiler import Job, Push, Run, Workflow, variables

build = Job("build", timeout_minutes=5, if_=variables.DEPLOY == True, steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
