from compiler import Job, Push, Run, Script, Uses, Workflow, secrets

greet = Script("greet", env={"NAME": secrets.github_token})
build = Job(
    "build",
    timeout_minutes=5,
    permissions={"contents": ("read", "checks the commit out")},
    steps=[Uses("actions/checkout", with_={"sparse-checkout": "scripts"}), Run("npm ci"), greet],
)

LINE = Workflow(file="line.yml", name="Line", on=[Push()], jobs=[build])
