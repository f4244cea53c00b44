from compiler import Job, Push, Run, Workflow, hash_files

build = Job("build", timeout_minutes=5, env={"LOCK": hash_files("*.lock")}, steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
