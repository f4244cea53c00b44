from compiler import Job, Push, Run, Uses, Workflow, secrets

token = {"NODE_AUTH_TOKEN": secrets.GITHUB_TOKEN}
PUBLISH = {"packages": ("write", "publishes the package")}
build = Job("build", timeout_minutes=5, permissions=PUBLISH, steps=[Uses("actions/checkout"), Run("npm publish", env=token)])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
