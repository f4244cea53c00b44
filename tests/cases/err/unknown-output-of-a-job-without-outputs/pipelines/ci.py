from compiler import Job, Push, Run, Workflow

first = Job("first", timeout_minutes=5, steps=[Run("make first")])
build = Job("build", timeout_minutes=5, steps=[Run("make", env={"TEXT": first.outputs.text})])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[first, build])
