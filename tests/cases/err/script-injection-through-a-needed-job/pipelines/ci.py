from compiler import Job, PullRequest, Run, Uses, Workflow, github

branch = Run('echo "name=${BRANCH#feature/}" >>"$GITHUB_OUTPUT"', id="branch", env={"BRANCH": github.head_ref})
find = Job("find", timeout_minutes=5, permissions={}, outputs={"branch": branch.outputs.name}, steps=[branch])
check = Job(
    "check",
    timeout_minutes=5,
    permissions={},
    needs=[find],
    steps=[Uses("actions/github-script", with_={"script": "core.notice(`" + find.outputs.branch + "`)"})],
)

CI = Workflow(file="ci.yml", name="CI", on=[PullRequest()], jobs=[find, check])
