from compiler import Job, Push, Run, Workflow

test = Job("test", timeout_minutes=5, steps=[Run("make test")])
build = Job("build", needs=[test], timeout_minutes=5, steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
