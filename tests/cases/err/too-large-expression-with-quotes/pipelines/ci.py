from compiler import Job, Push, Run, Workflow, github

build = Job("build", timeout_minutes=5, steps=[Run("make", env={"TEXT": "{'key': 'ü'}" * 1_200 + github.sha})])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
