from compiler import Job, Push, Script, Uses, Workflow

release = Job(
    "release",
    timeout_minutes=5,
    permissions={"contents": ("read", "checks out the commit")},
    steps=[Uses("actions/checkout"), Script("release")],
)

CI = Workflow(file="ci.yml", name="CI", on=[Push(tags=["v*"])], jobs=[release])
