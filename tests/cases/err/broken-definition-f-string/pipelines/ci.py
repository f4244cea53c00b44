from compiler import Job, Push, Run, Workflow, github

build = Job("build", timeout_minutes=5, steps=[Run(f"make {github.ref}")])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
