from compiler import Job, Push, Run, Uses, Workflow

upload = Uses("actions/upload-artifact", with_={"name": "app", "path": "app"})
download = Uses("actions/download-artifact", with_={"name": "app"})
build = Job("build", timeout_minutes=5, steps=[download, Run("make"), upload])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
