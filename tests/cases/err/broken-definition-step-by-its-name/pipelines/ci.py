from compiler import Job, Push, Run, Workflow, steps

find = Run("./find", id="find")
build = Job("build", timeout_minutes=5, steps=[find, Run("make", env={"VERSION": steps.find.outputs.version})])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
