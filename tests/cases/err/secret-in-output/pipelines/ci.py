from compiler import Job, Push, Run, Workflow, secrets

find = Job("find", timeout_minutes=5, steps=[Run("make")], outputs={"token": secrets.DEPLOY_TOKEN})
deploy = Job("deploy", timeout_minutes=5, steps=[Run("make deploy", env={"TOKEN": find.outputs.token})])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[find, deploy])
