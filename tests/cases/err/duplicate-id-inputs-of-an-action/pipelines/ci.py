from compiler import Action, ActionInput, Composite, Job, Push, Run, Workflow

SETUP = Action(
    ".github/actions/setup",
    name="Set up",
    description="Installs.",
    inputs=[ActionInput("version", description="One."), ActionInput("Version", description="Two.")],
    runs=Composite([Run("make")]),
)
build = Job("build", timeout_minutes=5, steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
