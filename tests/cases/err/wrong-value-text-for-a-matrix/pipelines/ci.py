from compiler import Job, Push, Run, Strategy, Workflow, matrix

find = Run('echo "folders=[]" >>"$GITHUB_OUTPUT"', id="find")
plan = Job("plan", timeout_minutes=5, steps=[find], outputs={"folders": find.outputs.folders})
strategy = Strategy(matrix={"folder": plan.outputs.folders})
build = Job("build", timeout_minutes=5, strategy=strategy, steps=[Run("make", env={"FOLDER": matrix.folder})])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[plan, build])
