from compiler import Job, Push, Run, Strategy, Workflow

build = Job("build", timeout_minutes=5, strategy=Strategy(matrix={"ref": ["${{ github.ref }}"]}), steps=[Run("make")])

LINE = Workflow(file="line.yml", name="Line", on=[Push()], jobs=[build])
