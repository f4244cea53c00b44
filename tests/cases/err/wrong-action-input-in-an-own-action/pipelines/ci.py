from compiler import Action, Composite, Job, Push, Uses, Workflow

FETCH = Action(
    ".github/actions/fetch",
    name="Fetch",
    description="Checks out.",
    runs=Composite([Uses("actions/checkout", with_={"fetch-depth": "full"})]),
)

build = Job("build", timeout_minutes=5, steps=[Uses("actions/checkout"), Uses(FETCH)])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
