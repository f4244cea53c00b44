from compiler import Job, Push, Run, Workflow, github

build = Job("build", timeout_minutes=5, steps=[Run("make", if_=(1 if github.ref_protected else 2))])

LINE = Workflow(file="line.yml", name="Line", on=[Push()], jobs=[build])
