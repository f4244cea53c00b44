from compiler import Job, Push, Run, Workflow, always

first = Run("make lint", id="lint")
build = Job("build", timeout_minutes=5, steps=[first, Run("make", if_=always() & (first.outcome == "error"))])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
