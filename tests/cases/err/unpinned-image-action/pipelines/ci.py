from compiler import Action, Docker, Job, Push, Run, Workflow

LINT = Action(".github/actions/lint", name="Lint", description="Lints.", runs=Docker("docker://acme/lint:1"))
build = Job("build", timeout_minutes=5, steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
