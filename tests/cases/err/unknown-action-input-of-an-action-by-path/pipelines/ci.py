from compiler import Action, ActionInput, Composite, Job, Push, Run, Uses, Workflow

LEVEL = ActionInput("level", description="How much.", required=True)
SET_UP = Action(
    ".github/actions/set-up",
    name="Set up",
    description="Sets up.",
    inputs=[LEVEL],
    runs=Composite([Run("make set-up", env={"LEVEL": LEVEL})]),
)
use = Uses("./.github/actions/set-up", with_={"levels": "all"})
build = Job("build", timeout_minutes=5, steps=[Uses("actions/checkout"), use])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
