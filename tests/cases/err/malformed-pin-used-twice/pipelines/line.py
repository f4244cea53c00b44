from compiler import Job, Push, Uses, Workflow

build = Job("build", timeout_minutes=5, steps=[Uses("actions/checkout"), Uses("docker/build-push-action", with_={"context": "."})])

LINE = Workflow(file="line.yml", name="Line", on=[Push()], jobs=[build])
