from compiler import Job, Push, Uses, Workflow, variables

login = Uses("docker/login-action", with_={"registry": "ghcr.io", "username": variables.BOT, "password": "hunter2-hunter2"})
publish = Job("publish", timeout_minutes=5, permissions={}, steps=[login])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[publish])
