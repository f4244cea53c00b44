from compiler import Job, Push, Run, Workflow

release = Job(
    "release",
    timeout_minutes=5,
    permissions={"contents": ("write", "creates the release")},
    steps=[Run('gh release create "$GITHUB_REF_NAME"')],
)

CI = Workflow(file="ci.yml", name="CI", on=[Push(tags=["v*"])], jobs=[release])
