from compiler import Job, Push, Workflow
from pipelines.helpers import named

build = Job("build", timeout_minutes=5, steps=[named("all")])

LINE = Workflow(file="line.yml", name="Line", on=[Push()], jobs=[build])
