from compiler import Job, Raw, Run, Workflow

build = Job("build", timeout_minutes=5, steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[Raw("schedule", [{"cron": "every day"}])], jobs=[build])
