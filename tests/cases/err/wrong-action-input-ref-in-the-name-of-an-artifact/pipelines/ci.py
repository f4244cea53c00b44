from compiler import Job, Push, Run, Uses, Workflow, github

upload = Uses("actions/upload-artifact", with_={"name": "site-" + github.ref, "path": "out"})
build = Job("build", timeout_minutes=5, steps=[Run("make"), upload])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
