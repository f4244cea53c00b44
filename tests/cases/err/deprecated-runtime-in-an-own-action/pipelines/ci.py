from compiler import Action, Composite, Job, Push, Run, Uses, Workflow

CLEAN = Action(".github/actions/clean", name="Clean", description="Removes files.", runs=Composite([Uses("acme/tool")]))

build = Job("build", timeout_minutes=5, steps=[Run("make fetch"), Uses(CLEAN)])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
