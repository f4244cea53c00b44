from compiler import Job, Push, Run, Service, Workflow

test = Job(
    "test",
    timeout_minutes=5,
    services={
        "db": Service(
            "postgres:17@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
            entrypoint="docker-entrypoint.sh",
            command="postgres -c fsync=off",
        )
    },
    steps=[Run("make test")],
)

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[test])
