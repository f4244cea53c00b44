from compiler import Job, Push, Run, Workflow, github

build = Job("build", timeout_minutes=5, steps=[Run("make", env={"R": r}) for r in github.ref])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
