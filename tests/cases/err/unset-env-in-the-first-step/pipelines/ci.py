from compiler import Job, Push, Run, Workflow, env

build = Job("build", timeout_minutes=5, steps=[Run("make", env={"VALUE": env.VERSION})])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
