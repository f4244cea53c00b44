from compiler import Job, Push, Run, Script, Uses, Workflow

silent = Script("silent")
build = Job("build", timeout_minutes=5, steps=[Uses("actions/checkout"), silent, Run("make", env={"TEXT": silent.outputs.test})])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
