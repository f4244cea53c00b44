from compiler import Credentials, Job, Push, Run, Service, Workflow, github, secrets

DATABASE = "postgres:17@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

test = Job(
    "test",
    timeout_minutes=5,
    services={
        "cache": "redis:8@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "db": Service(
            DATABASE,
            credentials=Credentials(username=github.actor, password=secrets.REGISTRY_TOKEN),
            env={"POSTGRES_PASSWORD": "test"},
            ports=["5432:5432"],
            volumes=["data:/var/lib/postgresql"],
            options="--health-cmd pg_isready",
        ),
        "local": Service(DATABASE, ports=["127.0.0.1:5433:5432", "5434:5434/udp", "5434:5434"]),
        "other": Service(DATABASE, ports=["127.0.0.2:5433:5432", "5432"]),
    },
    steps=[Run("make test")],
)

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[test])
