from compiler import Job, Push, Service, Uses, Workflow, github, secrets

registry = Service("registry:3@sha256:5c40c3cb8a0b4e3a9d5bd9b1b6ed4a8e7a5e1c3f2b9d6a7c8e9f0a1b2c3d4e5f", ports=["5000:5000"])
test = Job(
    "test",
    timeout_minutes=5,
    permissions={"contents": ("read", "checks out the commit"), "packages": ("read", "pulls an image")},
    services={"registry": registry},
    steps=[
        Uses("actions/checkout", with_={"token": ""}),
        Uses("docker/login-action", with_={"registry": "localhost:5000", "username": "test", "password": "test"}),
        Uses("docker/login-action", with_={"username": "bot", "password": secrets.DOCKER_PASSWORD}),
        Uses("docker/login-action", with_={"registry": "ghcr.io", "username": github.actor, "password": github.token}),
    ],
)

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[test])
