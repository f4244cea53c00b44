from compiler import Job, Push, Script, Uses, Workflow, always, github

checkouts = [
    Uses("actions/checkout", with_={"path": ".", "sparse-checkout": ""}),
    Uses("actions/checkout", if_=always()),
    Uses("actions/checkout", with_={"path": "scripts/other", "ref": "main"}),
    Uses("actions/checkout", with_={"ref": github.sha}),
]
greet = Script("greet", env={"NAME": "you"})
build = Job("build", timeout_minutes=5, steps=[*checkouts, greet])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
