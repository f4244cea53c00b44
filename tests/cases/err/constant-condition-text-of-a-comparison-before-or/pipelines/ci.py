from compiler import Job, Push, Run, Workflow, github, variables

build = Job("build", timeout_minutes=5, if_=github.ref_name == "main" | variables.ALWAYS, steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
