from compiler import Action, Composite, Job, Push, Run, Workflow, secrets

SETUP = Action(
    ".github/actions/setup",
    name="Set up",
    description="Installs.",
    runs=Composite([Run("make", env={"TOKEN": secrets.TOKEN})]),
)
build = Job("build", timeout_minutes=5, steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
