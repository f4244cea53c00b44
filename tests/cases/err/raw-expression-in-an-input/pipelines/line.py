from compiler import Dispatch, Job, Push, Run, StringInput, Workflow

tag = StringInput("tag", description="As ${{ github.ref }}.")
build = Job("build", timeout_minutes=5, steps=[Run("make")])

LINE = Workflow(file="line.yml", name="Line", on=[Dispatch([tag]), Push()], jobs=[build])
