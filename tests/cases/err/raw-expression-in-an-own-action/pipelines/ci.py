from compiler import Action, ActionInput, Composite, Job, Push, Run, Uses, Workflow

LEVEL = ActionInput("level", description="How much.")
SET_UP = Action(".github/actions/set-up", name="Set up", description="Sets up.", inputs=[LEVEL], runs=Composite([Run("make " + LEVEL)]))
build = Job("build", timeout_minutes=5, steps=[Uses("actions/checkout"), Uses(SET_UP, with_={"level": "all"})])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
