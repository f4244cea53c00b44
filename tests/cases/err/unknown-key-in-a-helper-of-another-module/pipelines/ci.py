from compiler import Job, Push, Workflow
from pipelines.helpers import named

build = Job("build", timeout_minutes=5, steps=[named("all")])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
