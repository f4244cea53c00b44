from compiler import Job, Push, Run, Script, Uses, Workflow, secrets

read = Script("read-token", env={"TOKEN": secrets.DEPLOY_TOKEN})
find = Job("find", timeout_minutes=5, steps=[Uses("actions/checkout"), read], outputs={"token": read.outputs.token})
deploy = Job("deploy", timeout_minutes=5, steps=[Run("make deploy", env={"TOKEN": find.outputs.token})])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[find, deploy])
