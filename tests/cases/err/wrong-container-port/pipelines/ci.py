from compiler import Job, Push, Run, Service, Workflow

IMAGE = "docker.io/postgres@sha256:6c2fa84a6b61ccd72899dde4239f8d5717f05f9a8ca6f3cad185fb1a95a94de3"
build = Job("build", timeout_minutes=5, services={"db": Service(IMAGE, ports=["54320:65536"])}, steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
