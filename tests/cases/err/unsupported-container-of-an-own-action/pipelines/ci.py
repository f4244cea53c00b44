from compiler import Action, Docker, Job, Push, Uses, Workflow

LINT = Action(".github/actions/lint", name="Lint", description="Looks for mistakes.", runs=Docker("Dockerfile"))
test = Job("test", timeout_minutes=5, runs_on=["self-hosted", "windows"], steps=[Uses("actions/checkout"), Uses(LINT)])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[test])
