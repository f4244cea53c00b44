from compiler import Job, Push, Run, Workflow

import pipelines.partz

build = Job("build", timeout_minutes=5, steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
