from compiler import Job, Push, Run, Workflow, secrets

build = Job("build", timeout_minutes=5, steps=[Run("make", env={"TOKEN": secrets.GITHUB_PAT})])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
