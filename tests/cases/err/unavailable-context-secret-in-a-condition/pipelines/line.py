from compiler import Job, Push, Run, Workflow, secrets

build = Job("build", timeout_minutes=5, steps=[Run("make", if_=secrets.TOKEN != "")])

LINE = Workflow(file="line.yml", name="Line", on=[Push()], jobs=[build])
