from compiler import Job, Push, Run, Strategy, Workflow

build = Job("build", timeout_minutes=5, strategy=Strategy(matrix={"python": ["3.11", {"3.12"}]}), steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
