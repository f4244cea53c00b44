from compiler import Job, Push, Uses, Workflow

READ = {"contents": ("read", "reads the code")}
scan = Job("scan", timeout_minutes=5, permissions=READ, steps=[Uses("github/codeql-action/analyze")])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[scan])
