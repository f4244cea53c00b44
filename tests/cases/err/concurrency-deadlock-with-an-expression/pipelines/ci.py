from compiler import Concurrency, Job, Push, Run, Workflow, github

GROUP = "deploy-" + github.ref

build = Job("build", timeout_minutes=5, steps=[Run("make")], concurrency=Concurrency(group=GROUP))

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build], concurrency=Concurrency(group=GROUP))
