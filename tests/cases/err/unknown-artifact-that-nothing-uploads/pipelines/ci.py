from compiler import Job, Push, Run, Uses, Workflow

upload = Uses("actions/upload-artifact", with_={"name": "app", "path": "app"})
build = Job("build", timeout_minutes=5, steps=[Run("make"), upload])
download = Uses("actions/download-artifact", with_={"name": "reports"})
deploy = Job("deploy", timeout_minutes=5, needs=[build], steps=[download, Run("./deploy")])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build, deploy])
