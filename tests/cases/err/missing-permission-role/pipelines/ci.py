from compiler import Job, Push, Uses, Workflow, variables

log_in = Uses("aws-actions/configure-aws-credentials", with_={"role-to-assume": variables.ROLE, "aws-region": "eu-west-1"})
deploy = Job("deploy", timeout_minutes=5, steps=[log_in])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[deploy])
