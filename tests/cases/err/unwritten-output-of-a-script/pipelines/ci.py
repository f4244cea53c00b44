from compiler import Job, Push, Run, Script, Uses, Workflow

count = Script("count")
build = Job("build", timeout_minutes=5, steps=[Uses("actions/checkout"), count, Run("make", env={"N": count.outputs.lines})])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
