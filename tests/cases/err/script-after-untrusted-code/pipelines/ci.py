from compiler import Job, Push, Run, Script, Uses, Workflow, secrets

READ_AND_PUSH = {"contents": ("read", "checks out the commit"), "packages": ("write", "pushes")}
install = Run("npm ci", env={"NODE_AUTH_TOKEN": secrets.GITHUB_TOKEN})
greet = Script("greet", env={"NAME": "you"})
build = Job("build", timeout_minutes=5, permissions=READ_AND_PUSH, steps=[Uses("actions/checkout"), install, greet])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
