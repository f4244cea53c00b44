from compiler import Job, Raw, Run, Workflow

build = Job(
    "build",
    timeout_minutes=5,
    steps=[Run("make", env={"RETRIES": "${{ inputs.retries }}"}, ignore={"raw-expression": "a raw trigger has no objects"})],
)

CI = Workflow(
    file="ci.yml", name="CI", on=[Raw("workflow_call", {"inputs": {"retries": {"type": "number", "default": "three"}}})], jobs=[build]
)
