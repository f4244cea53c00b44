from compiler import Job, Push, Script, Uses, Workflow, secrets

login = Script("log-in", env={"PASSWORD": secrets.REGISTRY_PASSWORD})
build = Job("build", timeout_minutes=5, steps=[Uses("actions/checkout"), login])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
