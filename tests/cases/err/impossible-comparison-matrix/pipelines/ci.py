from compiler import Job, Push, Run, Strategy, Workflow, matrix

build = Job("build", timeout_minutes=5, strategy=Strategy(matrix={"os": ["linux", "mac"]}), steps=[Run("make", if_=matrix.os == "windows")])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
