from compiler import Job, Push, Run, Workflow, always, github

build = Job("build", timeout_minutes=5, steps=[Run("make", if_=always() | (github.ref_name == "main"))])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
