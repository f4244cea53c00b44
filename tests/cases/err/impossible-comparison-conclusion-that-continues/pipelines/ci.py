from compiler import Job, Push, Run, Workflow

flaky = Run("make flaky", id="flaky", continue_on_error=True)
build = Job("build", timeout_minutes=5, steps=[flaky, Run("make retry", if_=flaky.conclusion == "failure")])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
