from compiler import Job, Push, Run, Service, Workflow

IMAGE = "docker.io/postgres@sha256:6c2fa84a6b61ccd72899dde4239f8d5717f05f9a8ca6f3cad185fb1a95a94de3"
services = {
    "orders": Service(IMAGE, ports=["5432:5432"]),
    "users": Service(IMAGE, ports=["0.0.0.0:5432:5432/tcp"]),
}
test = Job("test", timeout_minutes=5, services=services, steps=[Run("make test")])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[test])
