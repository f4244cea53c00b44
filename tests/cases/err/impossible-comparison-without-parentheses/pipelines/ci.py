from compiler import Job, Push, Run, Workflow, failure, github

report = Run("./report", if_=failure() | github.ref == "refs/heads/main")
build = Job("build", timeout_minutes=5, steps=[Run("make"), report])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
