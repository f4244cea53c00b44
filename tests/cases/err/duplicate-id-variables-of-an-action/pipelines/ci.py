from compiler import Action, Composite, Job, Push, Run, Uses, Workflow

make = Run("make", env={"Target": "all", "TARGET": "site"})
BUILD = Action(".github/actions/build", name="Build", description="Builds the site.", runs=Composite([make]))
build = Job("build", timeout_minutes=5, steps=[Uses("actions/checkout"), Uses(BUILD)])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
