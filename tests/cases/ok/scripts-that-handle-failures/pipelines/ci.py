from compiler import Job, Push, Script, Uses, Workflow

NAMES = ["from-a-library", "of-one-command", "with-its-own-handling", "with-a-long-text", "with-errexit"]
steps = [Uses("actions/checkout"), *(Script(name) for name in NAMES)]
publish = Job("publish", timeout_minutes=5, permissions={"contents": ("read", "checks out the commit")}, steps=steps)

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[publish])
