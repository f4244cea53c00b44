from compiler import Job, Push, Run, Workflow

other = Job("first", timeout_minutes=5, steps=[Run("make other")])
first = Job("first", timeout_minutes=5, steps=[Run("make first")])
build = Job("build", needs=[first], if_=other.result == "success", timeout_minutes=5, steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[first, build])
