from compiler import Job, Push, Run, Workflow, github

step = Run("echo done && gh pr comment 1 --body done", name="Step", env={"GH_TOKEN": github.token})
job = Job("job", timeout_minutes=5, permissions={"pull-requests": ("read", "comments")}, steps=[step])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[job])
