from compiler import Job, Push, Run, Workflow

import sys

sys.exit(0)
build = Job("build", timeout_minutes=5, steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
