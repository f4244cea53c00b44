from compiler import Job, Push, Uses, Workflow, github, secrets

login = Uses(
    "docker/login-action", name="Log in", with_={"registry": "ghcr.io", "username": github.actor, "password": secrets.GITHUB_TOKEN}
)
push = Uses("docker/build-push-action", name="Push", with_={"context": ".", "push": True, "tags": "ghcr.io/" + github.repository})
build = Job("build", timeout_minutes=5, permissions={"packages": ("read", "pushes the image")}, steps=[login, push])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
