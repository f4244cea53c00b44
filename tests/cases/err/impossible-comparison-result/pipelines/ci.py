from compiler import Job, Push, Run, Workflow, always

build = Job("build", timeout_minutes=5, steps=[Run("make")])
report = Job("report", timeout_minutes=5, needs=[build], if_=always() & (build.result == "failed"), steps=[Run("make report")])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build, report])
