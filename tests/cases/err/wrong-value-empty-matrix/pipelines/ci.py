from compiler import Job, Push, Run, Strategy, Workflow

build = Job("build", timeout_minutes=5, steps=[Run("make")], strategy=Strategy(fail_fast=False))

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
