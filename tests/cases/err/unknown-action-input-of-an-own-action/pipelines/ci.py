from compiler import Action, ActionInput, Composite, Job, Push, Run, Uses, Workflow

version = ActionInput("version", description="Which one.", required=True)
SETUP = Action(
    ".github/actions/setup",
    name="Set up",
    description="Installs.",
    inputs=[version],
    runs=Composite([Run("make", env={"VERSION": version})]),
)
build = Job("build", timeout_minutes=5, steps=[Uses("actions/checkout"), Uses(SETUP, with_={"verison": "1"})])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
