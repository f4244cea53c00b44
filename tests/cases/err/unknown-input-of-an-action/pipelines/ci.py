from compiler import Action, ActionInput, Composite, Job, Push, Run, Uses, Workflow

version = ActionInput("version", description="The version.")
SET_UP = Action(
    ".github/actions/set-up", name="Set up", description="Sets up.", inputs=[version], runs=Composite([Run("make", env={"V": version})])
)
build = Job("build", timeout_minutes=5, steps=[Uses("actions/checkout"), Uses(SET_UP), Run("make", env={"VERSION": version})])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
