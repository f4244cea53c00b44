from compiler import Job, Push, Run, Workflow, github

build = Job("build", timeout_minutes=5, if_=github.ref_type == "tag", steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[Push(branches=["v*"])], jobs=[build])
