from compiler import Action, Composite, Job, Push, Run, Workflow

SETUP = Action(
    ".github/actions/setup",
    name="Set up",
    description="Installs.",
    runs=Composite([Run("make", timeout_minutes=5)]),
)
build = Job("build", timeout_minutes=5, steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
