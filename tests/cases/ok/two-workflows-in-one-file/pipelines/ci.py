from compiler import Job, Push, Run, Workflow

build = Job("build", timeout_minutes=5, steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])

OTHER = Workflow(file="other.yml", name="Other", on=[Push()], jobs=[build])
AGAIN = OTHER
