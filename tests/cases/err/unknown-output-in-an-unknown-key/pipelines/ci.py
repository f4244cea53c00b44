from compiler import Job, Push, Raw, Run, Workflow

make = Run("make", id="make", name="Make")
early = Raw({"run": "make", "retries": [{"count": make.outputs.count}]}, unknown=["retries"])
build = Job("build", timeout_minutes=5, steps=[early, make])
CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
