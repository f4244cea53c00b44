from compiler import Job, Push, Uses, Workflow

check = Job("check", timeout_minutes=5, permissions={"checks": ("read", "reports")}, steps=[Uses("acme/tool")])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[check])
