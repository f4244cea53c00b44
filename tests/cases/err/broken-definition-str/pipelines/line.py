from compiler import Job, Push, Run, Workflow, github

build = Job("build", timeout_minutes=5, steps=[Run("make " + str(github.ref))])

LINE = Workflow(file="line.yml", name="Line", on=[Push()], jobs=[build])
