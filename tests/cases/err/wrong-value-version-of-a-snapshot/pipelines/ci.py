from compiler import Job, Push, Run, Snapshot, Workflow

build = Job("build", timeout_minutes=5, steps=[Run("make")], snapshot=Snapshot("image", version="2"))

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
