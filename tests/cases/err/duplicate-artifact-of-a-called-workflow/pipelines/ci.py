from compiler import CallJob, Job, Push, Run, Strategy, Uses, Workflow, WorkflowCall

upload = Uses("actions/upload-artifact", with_={"name": "site", "path": "out"})
make = Job("make", timeout_minutes=5, steps=[Run("make"), upload])
BUILD = Workflow(file="build.yml", name="Build", on=[WorkflowCall()], jobs=[make])
build = CallJob("build", BUILD, strategy=Strategy(matrix={"region": ["eu", "us"]}))

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
