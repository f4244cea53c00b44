from compiler import Job, Push, Run, Strategy, Workflow, matrix

build = Job("build", timeout_minutes=5, strategy=Strategy(matrix={"image": ["a"]}), steps=[Run("make", env={"N": matrix.image.name})])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
