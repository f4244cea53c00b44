from compiler import Job, Push, Run, Workflow, failure

build = Job("build", timeout_minutes=5, steps=[Run("make")])
report = Job("report", timeout_minutes=5, if_=failure(), steps=[Run("./report")])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build, report])
