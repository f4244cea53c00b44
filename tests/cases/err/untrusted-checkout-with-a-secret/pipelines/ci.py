from compiler import Job, PullRequestTarget, Run, Uses, Workflow, github, secrets

checkout = Uses("actions/checkout", with_={"ref": github.head_ref})
build = Job(
    "build",
    timeout_minutes=5,
    permissions={"contents": ("read", "checks out the commit")},
    steps=[checkout, Run("make", env={"KEY": secrets.DEPLOY_KEY})],
)

CI = Workflow(file="ci.yml", name="CI", on=[PullRequestTarget()], jobs=[build])
