from compiler import Action, ActionInput, Composite, Job, Push, Run, Uses, Workflow

dry_run = ActionInput("dry-run", description="Whether to publish nothing.", default="false")
PUBLISH = Action(
    ".github/actions/publish",
    name="Publish",
    description="Publishes the package.",
    inputs=[dry_run],
    runs=Composite([Run("make publish", if_=~dry_run)]),
)
build = Job("build", timeout_minutes=5, steps=[Uses("actions/checkout"), Uses(PUBLISH, with_={"dry-run": "true"})])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
