from compiler import Cancel, Job, Push, Run, Workflow

serve = Run("make serve", id="serve", background=True)
build = Job("build", timeout_minutes=5, steps=[Run("make"), Cancel(serve), serve])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
