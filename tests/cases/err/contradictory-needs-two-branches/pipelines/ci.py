from compiler import Job, Push, Run, Workflow, github

build = Job("build", timeout_minutes=5, if_=github.ref == "refs/heads/main", steps=[Run("make")])
deploy = Job("deploy", timeout_minutes=5, needs=[build], if_=github.ref == "refs/heads/staging", steps=[Run("make deploy")])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build, deploy])
