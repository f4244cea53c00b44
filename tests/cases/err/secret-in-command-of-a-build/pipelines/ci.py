from compiler import Job, Push, Uses, Workflow, secrets

arguments = "TOKEN=" + secrets.NPM_TOKEN
image = Uses("docker/build-push-action", with_={"context": ".", "build-args": arguments})
build = Job("build", timeout_minutes=5, steps=[Uses("actions/checkout"), image])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
