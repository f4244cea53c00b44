from compiler import Job, Push, Run, Uses, Workflow

upload = Uses("actions/upload-artifact", with_={"name": "site/html", "path": "out"})
build = Job("build", timeout_minutes=5, steps=[Run("make"), upload])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
