from compiler import Dispatch, Job, Push, Run, StringInput, Workflow

one = StringInput("tag", description="One.")
two = StringInput("tag", description="Two.")
build = Job("build", timeout_minutes=5, steps=[Run("make")])

LINE = Workflow(file="line.yml", name="Line", on=[Push(), Dispatch([one, two])], jobs=[build])
