from compiler import Job, Push, Run, Strategy, Workflow

build = Job("build", timeout_minutes=5, strategy=Strategy(matrix={"ref": ["${{ github.ref }}"]}), steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
