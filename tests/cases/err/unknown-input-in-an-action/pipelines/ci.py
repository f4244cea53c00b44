from compiler import Action, ActionInput, Composite, Job, Push, Run, Workflow

version = ActionInput("version", description="Which one.")
SETUP = Action(
    ".github/actions/setup",
    name="Set up",
    description="Installs.",
    runs=Composite([Run("make", env={"VERSION": version})]),
)
build = Job("build", timeout_minutes=5, steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
