from compiler import Job, Push, Run, Wait, Workflow

make = Run("make", id="make")
build = Job("build", timeout_minutes=5, steps=[make, Wait([make])])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
