from compiler import Job, Push, Run, Workflow, github

create = Run('gh release create "$GITHUB_REF_NAME" --repo "$GITHUB_REPOSITORY"', env={"GH_TOKEN": github.token})
release = Job("release", timeout_minutes=5, permissions={"contents": ("read", "creates the release")}, steps=[create])

CI = Workflow(file="ci.yml", name="CI", on=[Push(tags=["v*"])], jobs=[release])
