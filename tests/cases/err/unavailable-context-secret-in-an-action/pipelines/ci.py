from compiler import Action, Composite, Job, Push, Run, Uses, Workflow, secrets

make = Run("make publish", env={"TOKEN": secrets.PUBLISH_TOKEN})
PUBLISH = Action(".github/actions/publish", name="Publish", description="Publishes the site.", runs=Composite([make]))
build = Job("build", timeout_minutes=5, steps=[Uses("actions/checkout"), Uses(PUBLISH)])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
