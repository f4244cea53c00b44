from compiler import Job, Push, Run, RunnerGroup, Strategy, Workflow, from_json, matrix, variables

STEPS = [Run("make")]

one = Job("one", timeout_minutes=5, runs_on=["self-hosted", "linux", "x64"], steps=STEPS)
two = Job("two", timeout_minutes=5, runs_on=RunnerGroup("large", labels=["linux"]), steps=[Run("make two")])
three = Job("three", timeout_minutes=5, runs_on=RunnerGroup("organization/large"), steps=[Run("make three")])
four = Job(
    "four", timeout_minutes=5, strategy=Strategy(matrix={"os": ["ubuntu-24.04", "macos-15"]}), runs_on=matrix.os, steps=[Run("make")]
)
five = Job("five", timeout_minutes=5, runs_on=from_json(variables.RUNNER), steps=[Run("make five")])
six = Job("six", timeout_minutes=5, runs_on=["self-hosted", "ubuntu-24.04", "ubuntu-22.04"], steps=[Run("make six")])
seven = Job("seven", timeout_minutes=5, runs_on=["ubuntu-latest", "ubuntu-24.04"], steps=[Run("make seven")])
groups = RunnerGroup("large", labels=["ubuntu-24.04", "ubuntu-22.04"])
eight = Job("eight", timeout_minutes=5, runs_on=groups, steps=[Run("make eight")])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[one, two, three, four, five, six, seven, eight])
