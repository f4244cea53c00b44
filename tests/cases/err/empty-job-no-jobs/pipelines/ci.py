from compiler import Job, Push, Workflow


CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[])
