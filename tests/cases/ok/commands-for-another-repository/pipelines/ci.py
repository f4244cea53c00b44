from compiler import Job, Push, Run, Workflow, github, secrets, variables

READ = {"contents": ("read", "reads the releases")}
by_option = Job(
    "by-option",
    timeout_minutes=5,
    permissions=READ,
    steps=[
        Run("gh release view"),
        Run("gh workflow run deploy.yml -R example/deployments"),
        Run('gh issue list --repo="$OTHER"', env={"OTHER": variables.OTHER}),
    ],
    env={"GH_TOKEN": github.token},
)
by_variable = Job(
    "by-variable",
    timeout_minutes=5,
    permissions=READ,
    steps=[
        Run("gh release create v1", env={"GH_TOKEN": secrets.BOT_TOKEN, "GH_REPO": "example/releases"}),
        Run("gh issue create --title x --body y", env={"GH_TOKEN": github.token, "GH_REPO": variables.OTHER}),
        Run("gh release view", env={"GH_TOKEN": github.token, "GH_REPO": github.repository}),
    ],
)

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[by_option, by_variable])
