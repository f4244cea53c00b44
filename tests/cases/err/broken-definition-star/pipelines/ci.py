from compiler import Job, Push, Run, Workflow, contains, github

bug = contains(github.event["issue"]["labels"]["*"]["name"], "bug")
build = Job("build", timeout_minutes=5, if_=bug, steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
