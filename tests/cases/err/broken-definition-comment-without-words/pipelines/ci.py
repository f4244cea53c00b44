from compiler import Commented, Job, Push, Run, Workflow

build = Job("build", timeout_minutes=5, env={"NAME": Commented("a", " ")}, steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
