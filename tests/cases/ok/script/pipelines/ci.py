from compiler import Job, Push, Script, Uses, Workflow, github

build = Job(
    "build",
    timeout_minutes=5,
    env={"NAME": github.actor},
    steps=[Uses("actions/checkout"), Script("greet"), Script("greet", env={"NAME": "you", "GREETING": "Good day"})],
)

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
