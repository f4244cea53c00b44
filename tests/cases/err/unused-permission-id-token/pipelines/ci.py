from compiler import Job, Push, Uses, Workflow

checkout = Uses("actions/checkout", with_={"persist-credentials": False})
build = Job("build", timeout_minutes=5, permissions={"contents": ("read", "checks out"), "id-token": ("write", "signs")}, steps=[checkout])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
