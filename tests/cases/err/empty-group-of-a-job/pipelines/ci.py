from compiler import Concurrency, Job, Run, Workflow, WorkflowDispatch, github

GROUP = Concurrency(group=github.base_ref)
build = Job("build", timeout_minutes=5, concurrency=GROUP, steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[WorkflowDispatch()], jobs=[build])
