from compiler import Job, Push, Run, Uses, Workflow

out = Uses("actions/silent", id="out")
build = Job("build", timeout_minutes=5, steps=[out, Run("make", env={"SHA": out.outputs["sha-1"]})])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
