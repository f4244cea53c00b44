from compiler import Job, Push, Uses, Workflow

checkout = Uses("actions/checkout", with_={"token": "DEPLOY_TOKEN"})
build = Job("build", timeout_minutes=5, permissions={}, steps=[checkout])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
