from compiler import Job, Push, Run, Workflow, env

build = Job("build", timeout_minutes=5, steps=[Run("echo hello"), Run("git fetch --tags"), Run("make", env={"VALUE": env.TARGET})])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
