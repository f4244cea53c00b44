from compiler import Job, Push, Run, Workflow

version = Run("./version")
build = Job("build", timeout_minutes=5, steps=[version, Run("make", env={"V": version.outputs.version})])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
