from compiler import Job, Push, Run, Service, Workflow, job

database = Service("docker.io/library/postgres@sha256:" + "0" * 64, ports=["5432"])
build = Job(
    "build",
    timeout_minutes=5,
    services={"database": database},
    steps=[Run("make", env={"PORT": job.services["database"]["ports"]["5433"]})],
)

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
