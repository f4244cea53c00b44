from compiler import Job, Push, Run, Strategy, Uses, Workflow, matrix

versions = Strategy(matrix={"python": [3.9, 3.10]})
python = Uses("actions/setup-python", with_={"python-version": matrix.python})
test = Job("test", timeout_minutes=5, strategy=versions, steps=[python, Run("make test")])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[test])
