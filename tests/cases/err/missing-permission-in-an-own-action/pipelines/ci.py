from compiler import Action, Composite, Job, Push, Run, Uses, Workflow

PUBLISH = Action(
    ".github/actions/publish", name="Publish", description="Creates a release.", runs=Composite([Uses("softprops/action-gh-release")])
)

release = Job("release", timeout_minutes=5, steps=[Run("make fetch"), Uses(PUBLISH, name="Publish")])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[release])
