from compiler import Job, Push, Run, Workflow

make = Run("make", id="make")
build = Job("build", timeout_minutes=5, steps=[make], outputs={"digest": make.outputs.digest})
test = Job("test", timeout_minutes=5, steps=[Run("make test", env={"VERSION": build.outputs.version})])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build, test])
