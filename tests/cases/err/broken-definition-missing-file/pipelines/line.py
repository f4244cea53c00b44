from pathlib import Path

from compiler import Job, Push, Run, Workflow

command = Path(__file__).with_name("command.txt").read_text()
build = Job("build", timeout_minutes=5, steps=[Run(command)])

LINE = Workflow(file="line.yml", name="Line", on=[Push()], jobs=[build])
