from compiler import Job, Push, Run, Uses, Workflow

steps = [Uses("actions/checkout", with_={"path": "$RUNNER_TEMP/copy"}), Run("make")]
build = Job("build", timeout_minutes=5, steps=steps)

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
