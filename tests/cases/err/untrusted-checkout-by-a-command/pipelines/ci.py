from compiler import IssueComment, Job, Run, Uses, Workflow, github, secrets

WRITE = {"contents": ("write", "pushes fixes"), "pull-requests": ("read", "reads the branch")}
fetch = Run('gh pr checkout "$NUMBER"', env={"GH_TOKEN": secrets.GITHUB_TOKEN, "NUMBER": github.event["issue"]["number"]})
build = Job("build", timeout_minutes=5, permissions=WRITE, steps=[Uses("actions/checkout"), fetch, Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[IssueComment()], jobs=[build])
