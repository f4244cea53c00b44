from compiler import Job, Push, Run, Strategy, Workflow

SYSTEMS = Strategy(
    matrix={"os": ["linux", "windows"], "python": ["3.11", "3.14"]},
    exclude=[{"OS": "windows", "pyhton": "3.11"}],
)
build = Job("build", timeout_minutes=5, strategy=SYSTEMS, steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
