from pathlib import Path

from compiler import Job, Push, Run, Workflow

command = Path(__file__).with_name("command.txt").read_text()
build = Job("build", timeout_minutes=5, steps=[Run(command)])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
