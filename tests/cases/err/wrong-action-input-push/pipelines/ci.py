from compiler import Job, Push, Uses, Workflow

build = Job("build", timeout_minutes=5, steps=[Uses("docker/build-push-action", with_={"push": "yes"})])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
