from compiler import Job, Push, Run, Workflow, contains, needs

build = Job("build", timeout_minutes=5, steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], run_name=contains(needs[:]["result"], "failure"), jobs=[build])
