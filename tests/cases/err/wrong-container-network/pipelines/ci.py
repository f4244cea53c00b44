from compiler import Container, Job, Push, Run, Workflow

IMAGE = "docker.io/node@sha256:6c2fa84a6b61ccd72899dde4239f8d5717f05f9a8ca6f3cad185fb1a95a94de3"
build = Job("build", timeout_minutes=5, container=Container(IMAGE, options="--cpus 1 --network=host"), steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
