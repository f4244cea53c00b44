from compiler import Job, Push, Run, Workflow, secrets

read = Run('echo "token=$TOKEN" >>"$GITHUB_OUTPUT"', id="read", env={"TOKEN": secrets.DEPLOY_TOKEN})
find = Job("find", timeout_minutes=5, steps=[read], outputs={"token": read.outputs.token})
deploy = Job("deploy", timeout_minutes=5, steps=[Run("make deploy", env={"TOKEN": find.outputs.token})])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[find, deploy])
