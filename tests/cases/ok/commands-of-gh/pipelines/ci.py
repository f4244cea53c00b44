from compiler import Container, Job, Push, Run, Uses, Workflow, github, secrets

IMAGE = "alpine:3.22@sha256:5c40c3cb8a0b4e3a9d5bd9b1b6ed4a8e7a5e1c3f2b9d6a7c8e9f0a1b2c3d4e5f"
READ = {"contents": ("read", "reads the releases")}
of_the_step = Job("of-the-step", timeout_minutes=5, permissions=READ, steps=[Run("gh release view", env={"GH_TOKEN": github.token})])
of_the_job = Job("of-the-job", timeout_minutes=5, permissions=READ, env={"GITHUB_TOKEN": github.token}, steps=[Run("gh release view")])
without_need = Job(
    "without-need",
    timeout_minutes=5,
    permissions={},
    steps=[
        Run("gh --version && gh help && gh config set pager cat && gh extension list"),
        Run("echo 'To do: gh release create'"),
        Run('echo "gh pr list" && command -v gh && ls gh release'),
    ],
)
logged_in = Job(
    "logged-in",
    timeout_minutes=5,
    permissions={},
    steps=[Run('echo "$TOKEN" | gh auth login --with-token', env={"TOKEN": secrets.BOT_TOKEN}), Run("gh release view")],
)
own_runner = Job("own-runner", timeout_minutes=5, permissions={}, runs_on=["self-hosted"], steps=[Run("gh release view")])
in_a_container = Job(
    "in-a-container",
    timeout_minutes=5,
    permissions=READ,
    container=Container(IMAGE, env={"GH_TOKEN": github.token}),
    steps=[Run("gh release view")],
)

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[of_the_step, of_the_job, without_need, logged_in, own_runner, in_a_container])
