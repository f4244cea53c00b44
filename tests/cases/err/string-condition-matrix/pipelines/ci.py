from compiler import Job, Push, Run, Strategy, Workflow, matrix

steps = [Run("make"), Run("make check", if_=matrix.check)]
build = Job("build", timeout_minutes=5, strategy=Strategy(matrix={"check": ["true", "false"]}), steps=steps)

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
