from compiler import Job, Push, Run, Uses, Workflow

checkout = Uses("actions/checkout", with_={"persist-credentials": False})
build = Job("build", timeout_minutes=5, permissions={"contents": ("write", "checks out the commit")}, steps=[checkout, Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
