from compiler import Action, Composite, Job, Push, Run, Uses, Workflow

SETUP = Action(".github/actions/setup", name="Set up", description="Installs.", runs=Composite([Run("make")]))
setup = Uses(SETUP)
build = Job("build", timeout_minutes=5, steps=[Uses("actions/checkout"), setup, Run("make", env={"PATH_": setup.outputs.path})])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
