from compiler import Job, Push, Run, Workflow, matrix

build = Job("build", timeout_minutes=5, steps=[Run("make", env={"PYTHON": matrix.python})])

LINE = Workflow(file="line.yml", name="Line", on=[Push()], jobs=[build])
