from compiler import Job, Push, Run, Uses, Workflow

out = Uses("actions/checkout", id="out")
build = Job("build", timeout_minutes=5, steps=[out, Run("make", env={"SHA": out.outputs["sha-1"]})])

LINE = Workflow(file="line.yml", name="Line", on=[Push()], jobs=[build])
