from compiler import Job, Run, Workflow, WorkflowRun

build = Job("build", timeout_minutes=5, steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[WorkflowRun(workflows=["Build"], branches=["feature//x"])], jobs=[build])
