from compiler import Job, Push, Run, Workflow

first = Run("./changes", id="changes")
build = Job("build", timeout_minutes=5, steps=[first, Run("make", if_=first.outputs.changed == True)])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
