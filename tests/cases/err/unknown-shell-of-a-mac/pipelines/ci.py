from compiler import Defaults, Job, Push, Run, Workflow

build = Job("build", timeout_minutes=5, steps=[Run("make")], runs_on="macos-15", defaults=Defaults(shell="powershell"))

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
