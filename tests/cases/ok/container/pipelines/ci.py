from compiler import Container, Credentials, Job, Push, Run, Workflow, secrets

IMAGE = "ghcr.io/acme/build:1@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

plain = Job("plain", timeout_minutes=5, container=IMAGE, steps=[Run("make")])

whole = Job(
    "whole",
    timeout_minutes=5,
    container=Container(
        IMAGE,
        credentials=Credentials(username="robot", password=secrets.REGISTRY_TOKEN),
        env={"LEVEL": 2, "DEBUG": False},
        ports=[80, "8080:80"],
        volumes=["cache:/cache", "/tmp/data"],
        options="--cpus 1",
    ),
    steps=[Run("make")],
)

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[plain, whole])
