from compiler import WorkflowDispatch, Job, Push, Run, StringInput, Workflow

tag = StringInput("tag", description="As ${{ github.ref }}.")
build = Job("build", timeout_minutes=5, steps=[Run("make", env={"TAG": tag})])

CI = Workflow(file="ci.yml", name="CI", on=[WorkflowDispatch([tag]), Push()], jobs=[build])
