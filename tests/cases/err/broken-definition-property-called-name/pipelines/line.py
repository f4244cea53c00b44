from compiler import Job, Push, Run, Strategy, Workflow, matrix

build = Job("build", timeout_minutes=5, strategy=Strategy(matrix={"leg": ["a"]}), steps=[Run("make", env={"N": matrix.leg.name})])

LINE = Workflow(file="line.yml", name="Line", on=[Push()], jobs=[build])
