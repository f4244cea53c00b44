from compiler import Job, Push, Run, Snapshot, Workflow, github

plain = Job("plain", timeout_minutes=5, runs_on="image-builder", snapshot="build-image", steps=[Run("make tools")])
whole = Job(
    "whole",
    timeout_minutes=5,
    runs_on="image-builder",
    snapshot=Snapshot("build-image", version="2.*", if_=github.ref == "refs/heads/main"),
    steps=[Run("make tools")],
)

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[plain, whole])
