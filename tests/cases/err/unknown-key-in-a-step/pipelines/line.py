from compiler import Job, Push, Run, Workflow

build = Job("build", timeout_minutes=5, steps=[Run("make", working_dir="src")])

LINE = Workflow(file="line.yml", name="Line", on=[Push()], jobs=[build])
