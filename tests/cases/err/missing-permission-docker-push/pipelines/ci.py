from compiler import Job, Push, Run, Uses, Workflow, github, secrets

login = Uses(
    "docker/login-action", name="Log in", with_={"registry": "ghcr.io", "username": github.actor, "password": secrets.GITHUB_TOKEN}
)
push = Run("docker push ghcr.io/acme/app:1", name="Push")
READ = {"packages": ("read", "logs in")}
build = Job("build", timeout_minutes=5, permissions=READ, steps=[login, push])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
