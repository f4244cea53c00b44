from compiler import Job, Push, Run, Workflow, secrets

step = Run("gh api repos/{owner}/{repo}/dispatches -f event_type=built", name="Step", env={"GH_TOKEN": secrets.GITHUB_TOKEN})
job = Job("job", timeout_minutes=5, permissions={"contents": ("read", "starts the deployment")}, steps=[step])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[job])
