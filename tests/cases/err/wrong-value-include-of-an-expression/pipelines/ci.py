from compiler import Job, Push, Run, Strategy, Workflow, from_json, variables

MATRIX = Strategy(matrix=from_json(variables.MATRIX), include=[{"os": "windows-2025"}])
build = Job("build", timeout_minutes=5, strategy=MATRIX, steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
