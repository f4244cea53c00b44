from compiler import Job, Push, Run, Workflow, github

build = Job("build", timeout_minutes=5, steps=[Run("make", if_=(1 if github.ref_protected else 2))])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
