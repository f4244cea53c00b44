from compiler import Container, Credentials, Job, Push, Run, Workflow

IMAGE = Container(
    "acme/build@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    credentials=Credentials(username="robot", password="hunter2"),
)
build = Job("build", timeout_minutes=5, container=IMAGE, steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
