from compiler import Job, Push, Script, Uses, Workflow, secrets

tag = Script("tag", name="Tag", env={"TOKEN": secrets.GITHUB_TOKEN})
release = Job("release", timeout_minutes=5, permissions={"contents": ("write", "tags")}, steps=[Uses("actions/checkout"), tag])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[release])
