from compiler import Job, Push, Run, StringInput, Workflow

tag = StringInput("tag", description="The tag.")
build = Job("build", timeout_minutes=5, steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", run_name="Build " + tag, on=[Push()], jobs=[build])
