from compiler import Action, Composite, Job, Run, StringInput, Uses, Workflow, WorkflowDispatch

tag = StringInput("tag", description="The tag.")
SET_UP = Action(".github/actions/set-up", name="Set up", description="Sets up.", runs=Composite([Run("make", env={"TAG": tag})]))
build = Job("build", timeout_minutes=5, steps=[Uses("actions/checkout"), Uses(SET_UP), Run("make", env={"TAG": tag})])

CI = Workflow(file="ci.yml", name="CI", on=[WorkflowDispatch([tag])], jobs=[build])
