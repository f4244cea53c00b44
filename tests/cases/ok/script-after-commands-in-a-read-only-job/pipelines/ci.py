from compiler import Job, Push, Run, Script, Uses, Workflow, secrets

greet = Script("greet", env={"NAME": secrets.github_token})
build = Job(
    "build",
    timeout_minutes=5,
    permissions={"contents": ("read", "checks out the commit")},
    steps=[Uses("actions/checkout", with_={"sparse-checkout": "scripts"}), Run("npm ci"), greet],
)

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
