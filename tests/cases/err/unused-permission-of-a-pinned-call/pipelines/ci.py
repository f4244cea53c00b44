from compiler import CallJob, Push, Workflow, secrets

LINT = "acme/shared/.github/workflows/lint.yml"
PERMISSIONS = {"contents": ("read", "reads"), "checks": ("write", "reports"), "packages": ("write", "pushes")}
lint = CallJob("lint", LINT, permissions=PERMISSIONS, with_={"folder": "src"}, secrets={"TOKEN": secrets.KEY})

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[lint])
