from compiler import Job, Push, Run, Uses, Workflow

checkout = Uses(
    "actions/checkout", id="source", name="Check out", with_={"fetch-depth": 0, "persist-credentials": False, "path": "no"}, env={"A": "b"}
)
bare = Uses("actions/checkout")
build = Job("build", timeout_minutes=5, steps=[checkout, bare, Run("echo", env={"SHA": checkout.outputs.commit})])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
