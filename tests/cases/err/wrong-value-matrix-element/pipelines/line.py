from compiler import Job, Push, Run, Strategy, Workflow

build = Job("build", timeout_minutes=5, strategy=Strategy(matrix={"python": ["3.11", None]}), steps=[Run("make")])

LINE = Workflow(file="line.yml", name="Line", on=[Push()], jobs=[build])
