from compiler import Job, Raw, Run, Schedule, Workflow

build = Job("build", timeout_minutes=5, steps=[Run("make", name="Make")])
triggers = [
    Raw("schedule", [{"cron": "1 2 * * *"}]),
    Schedule("1 3 * * *"),
    Schedule("1 4 * * *"),
]
CI = Workflow(file="ci.yml", name="CI", on=triggers, jobs=[build])
