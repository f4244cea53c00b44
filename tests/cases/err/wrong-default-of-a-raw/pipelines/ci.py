from compiler import Job, Raw, Run, Workflow

build = Job(
    "build",
    timeout_minutes=5,
    steps=[Run("make", env={"DRY_RUN": "${{ inputs.dry-run }}"}, ignore={"raw-expression": "a raw trigger has no objects"})],
)

CI = Workflow(
    file="ci.yml", name="CI", on=[Raw("workflow_dispatch", {"inputs": {"dry-run": {"type": "boolean", "default": "no"}}})], jobs=[build]
)
