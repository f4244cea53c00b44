from compiler import Job, Push, Run, Strategy, Workflow, matrix, runner, strategy

build = Job(
    "build",
    runs_on=matrix.os,
    timeout_minutes=5,
    strategy=Strategy(
        matrix={"os": ["ubuntu-24.04", "macos-15"], "python": ["3.10", "3.14"], "on": [True, 1, 1.5]},
        include=[{"os": "windows-2025", "python": "3.14", "extra-flag": "-v"}],
        exclude=[{"os": "macos-15", "python": "3.10"}],
        fail_fast=False,
        max_parallel=2,
    ),
    steps=[Run("make", env={"PYTHON": matrix.python, "FLAG": matrix["extra-flag"], "OS": runner.os, "INDEX": strategy.job_index})],
)

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
