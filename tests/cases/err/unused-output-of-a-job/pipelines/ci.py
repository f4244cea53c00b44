from compiler import Job, Push, Run, Workflow

find = Run("./find", id="find")
build = Job("build", timeout_minutes=5, steps=[find], outputs={"version": find.outputs.version, "commit": find.outputs.commit})
test = Job("test", timeout_minutes=5, steps=[Run("make test", env={"VERSION": build.outputs.version})])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build, test])
