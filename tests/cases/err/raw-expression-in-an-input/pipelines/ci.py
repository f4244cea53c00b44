from compiler import Dispatch, Job, Push, Run, StringInput, Workflow

tag = StringInput("tag", description="As ${{ github.ref }}.")
build = Job("build", timeout_minutes=5, steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[Dispatch([tag]), Push()], jobs=[build])
