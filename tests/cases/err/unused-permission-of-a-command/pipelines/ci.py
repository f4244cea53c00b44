from compiler import Job, Push, Run, Workflow, secrets

step = Run('gh issue create --title Broken --body ""', name="Step", env={"GH_TOKEN": secrets.GITHUB_TOKEN})
job = Job("job", timeout_minutes=5, permissions={"issues": ("write", "reports"), "contents": ("write", "tags")}, steps=[step])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[job])
