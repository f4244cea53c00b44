from compiler import Job, Push, Run, Workflow, github

build = Job("build", timeout_minutes=5, steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build], run_name="Build of " + github.ref_name + " by @" + github.actor)
