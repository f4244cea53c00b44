from compiler import Job, Push, Run, Script, Uses, Workflow, secrets

greet = Script("greet", env={"NAME": "you"})
build = Job("build", timeout_minutes=5, steps=[Uses("actions/checkout"), Run("npm ci"), greet])

LINE = Workflow(file="line.yml", name="Line", on=[Push()], jobs=[build], env={"KEY": secrets.DEPLOY})
