from compiler import Job, Push, Run, Workflow, variables

build = Job("build", timeout_minutes=5, steps=[Run("make", env={"HOST": variables["1ST_HOST"]})])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
