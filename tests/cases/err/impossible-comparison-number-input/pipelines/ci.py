from compiler import Job, NumberInput, Run, Workflow, WorkflowDispatch

shards = NumberInput("shards", default=4)
build = Job("build", timeout_minutes=5, if_=shards != "none", steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[WorkflowDispatch([shards])], jobs=[build])
