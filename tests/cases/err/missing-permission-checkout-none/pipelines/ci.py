from compiler import Job, Push, Run, Uses, Workflow, github

READ = {"contents": ("none", "is public"), "issues": ("read", "lists them")}
build = Job("build", timeout_minutes=5, permissions=READ, steps=[Uses("actions/checkout"), Run("make", env={"T": github.token})])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
