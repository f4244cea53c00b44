from compiler import Action, Composite, Job, Push, Run, Uses, Workflow

SET_UP = Action(".github/actions/set-up", name="Set up", description="Installs the compiler.", runs=Composite([Run("make compiler")]))
build = Job("build", timeout_minutes=5, steps=[Uses(SET_UP), Uses("actions/checkout"), Uses(SET_UP)])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
