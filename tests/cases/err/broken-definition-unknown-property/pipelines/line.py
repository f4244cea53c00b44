from compiler import Job, Push, Run, Workflow, github

build = Job("build", if_=github.reff == "x", timeout_minutes=5, steps=[Run("make")])

LINE = Workflow(file="line.yml", name="Line", on=[Push()], jobs=[build])
