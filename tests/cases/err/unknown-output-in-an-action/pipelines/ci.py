from compiler import Action, ActionOutput, Composite, Job, Push, Run, Workflow

other = Run("make", id="other")
SETUP = Action(
    ".github/actions/setup",
    name="Set up",
    description="Installs.",
    outputs={"path": ActionOutput("Where.", value=other.outputs.path)},
    runs=Composite([Run("make")]),
)
build = Job("build", timeout_minutes=5, steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
