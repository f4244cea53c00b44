from compiler import Action, Composite, Job, Push, Raw, Run, Workflow

ACTION = Action(".github/actions/set-up", name="Set up", description="Sets up.", runs=Composite([Raw({"run": "make"})]))

build = Job("build", timeout_minutes=5, steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
