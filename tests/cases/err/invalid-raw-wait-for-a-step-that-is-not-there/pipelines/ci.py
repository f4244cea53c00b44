from compiler import Job, Push, Raw, Run, Workflow

build = Job("build", timeout_minutes=5, steps=[Run("make", id="make", background=True), Raw({"wait": "mak"})])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
