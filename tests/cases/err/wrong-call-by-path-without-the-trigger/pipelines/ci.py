from compiler import CallJob, Job, Push, Run, Workflow

inner = Job("inner", timeout_minutes=5, steps=[Run("make")])
BUILD = Workflow(file="build.yml", name="Build", on=[Push()], jobs=[inner])
build = CallJob("build", "./.github/workflows/build.yml")

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
