from compiler import Job, Push, Repository, Run, Workflow

build = Job("build", timeout_minutes=5, steps=[Run("npm run build:app")])

LINE = Workflow(file="line.yml", name="Line", on=[Push()], jobs=[build])
APPLICATION = Repository()
