from compiler import Job, Push, Run, Strategy, Workflow, matrix

build = Job("build", if_=matrix.python == "3.11", timeout_minutes=5, strategy=Strategy(matrix={"python": ["3.11"]}), steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
