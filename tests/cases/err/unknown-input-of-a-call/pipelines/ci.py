from compiler import Job, Run, StringInput, Workflow, WorkflowCall

tag = StringInput("tag", description="The tag.")
build = Job("build", timeout_minutes=5, steps=[Run("make", env={"TAG": tag})])

CI = Workflow(file="ci.yml", name="CI", on=[WorkflowCall()], jobs=[build])
