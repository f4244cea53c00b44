from compiler import Job, Push, Run, Uses, Workflow

release = Job(
    "release",
    timeout_minutes=5,
    permissions={"contents": ("write", "creates the release")},
    steps=[Uses("actions/checkout", with_={"persist-credentials": False}), Run("gh release create v1 --generate-notes")],
)

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[release])
