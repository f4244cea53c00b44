from compiler import Job, Push, Run, Uses, Workflow, secrets

checkout = Uses("actions/checkout", with_={"persist-credentials": False})
create = Run("gh release create v1", env={"GH_TOKEN": secrets.RELEASE_TOKEN})
release = Job("release", timeout_minutes=5, permissions={"contents": ("write", "creates the release")}, steps=[checkout, create])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[release])
