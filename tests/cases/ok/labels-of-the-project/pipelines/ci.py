from compiler import Job, Push, Run, RunnerGroup, Strategy, Workflow, matrix

one = Job("one", timeout_minutes=600, runs_on=["self-hosted", "Linux", "Our-Builder"], steps=[Run("make")])
two = Job("two", timeout_minutes=5, runs_on=RunnerGroup("large", labels=["linux-16-core"]), steps=[Run("make two")])
three = Job(
    "three",
    timeout_minutes=5,
    strategy=Strategy(matrix={"runner": ["ubuntu-24.04-arm", "our-builder"]}, include=[{"runner": "macos-15"}]),
    runs_on=matrix.runner,
    steps=[Run("make three")],
)

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[one, two, three])
