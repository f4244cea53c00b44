from compiler import Job, Push, Run, Workflow, github

build = Job("build", timeout_minutes=5, if_=github.ref == "refs/heads/next", steps=[Run("make")])
test = Job("test", timeout_minutes=5, needs=[build], steps=[Run("make test")])

CI = Workflow(file="ci.yml", name="CI", on=[Push(branches=["main"])], jobs=[build, test])
