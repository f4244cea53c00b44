from compiler import Job, Push, Run, Workflow, success

build = Job("build", timeout_minutes=5, steps=[Run("make")])
report = Job("report", timeout_minutes=5, needs=[build], if_=success() & (build.result == "failure"), steps=[Run("make report")])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build, report])
