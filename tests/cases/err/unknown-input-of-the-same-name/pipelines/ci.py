from compiler import Job, Push, Run, StringInput, Workflow, WorkflowDispatch

tag = StringInput("tag", description="The tag.")
other = StringInput("tag", description="Another tag.")
build = Job("build", timeout_minutes=5, steps=[Run("make", env={"TAG": tag})])

CI = Workflow(file="ci.yml", name="CI", on=[Push(), WorkflowDispatch([other])], jobs=[build])
