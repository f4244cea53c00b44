from compiler import Action, Composite, Job, Push, Script, Uses, Workflow

PUBLISH = Action(
    ".github/actions/publish",
    name="Publish",
    description="Builds and publishes.",
    runs=Composite([Script("publish")]),
)

publish = Job("publish", timeout_minutes=5, steps=[Uses("actions/checkout"), Uses(PUBLISH)])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[publish])
