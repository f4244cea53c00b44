from compiler import Job, Push, Run, Workflow, matrix

build = Job("build", timeout_minutes=5, steps=[Run("make", env={"PYTHON": matrix.python})])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
