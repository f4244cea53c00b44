from compiler import Commented, Job, Push, Run, Uses, Workflow, secrets

build = Job(
    "build",
    timeout_minutes=5,
    env={"TOKEN": Commented(secrets.DEPLOY_TOKEN, "may only deploy"), "LEVEL": Commented(3, "of five")},
    steps=[Uses("actions/checkout", with_={"ref": Commented("main", "not the\nbranch of the event")})],
)

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
