from compiler import Job, Push, Run, Service, Workflow

build = Job("build", timeout_minutes=5, services={"db": Service("postgres:17")}, steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
