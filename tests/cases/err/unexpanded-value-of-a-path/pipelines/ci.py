from compiler import Job, Push, Run, Workflow

build = Job("build", timeout_minutes=5, env={"PATH": "$HOME/bin:$PATH"}, steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
