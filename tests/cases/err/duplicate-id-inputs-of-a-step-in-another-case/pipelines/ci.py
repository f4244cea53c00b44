from compiler import Job, Push, Uses, Workflow

checkout = Uses("actions/checkout", with_={"ref": "main", "Ref": "staging"})
build = Job("build", timeout_minutes=5, steps=[checkout])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
