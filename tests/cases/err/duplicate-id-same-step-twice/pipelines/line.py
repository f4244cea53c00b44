from compiler import Job, Push, Run, Workflow

make = Run("make", id="make")
build = Job("build", timeout_minutes=5, steps=[make, make])

LINE = Workflow(file="line.yml", name="Line", on=[Push()], jobs=[build])
