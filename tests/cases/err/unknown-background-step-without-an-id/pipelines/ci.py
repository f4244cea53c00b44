from compiler import Job, Push, Run, Wait, Workflow

serve = Run("make serve", background=True)
build = Job("build", timeout_minutes=5, steps=[serve, Wait([serve])])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
