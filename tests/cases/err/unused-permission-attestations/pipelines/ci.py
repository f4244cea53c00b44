from compiler import Job, Push, Uses, Workflow

checkout = Uses("actions/checkout", with_={"persist-credentials": False})
build = Job(
    "build",
    timeout_minutes=5,
    permissions={"contents": ("read", "checks out"), "attestations": ("write", "attests")},
    steps=[checkout, Uses("docker/build-push-action", with_={"context": "."})],
)

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
