from compiler import Job, Push, Uses, Workflow

deploy = Job("deploy", timeout_minutes=5, permissions={"pages": ("write", "deploys")}, steps=[Uses("actions/deploy-pages")])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[deploy])
