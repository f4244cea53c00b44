from compiler import Job, Push, Run, Script, Uses, Workflow, secrets, to_json

greet = Script("greet", env={"NAME": "you"})
build = Job("build", timeout_minutes=5, steps=[Uses("actions/checkout"), Run("npm ci", env={"KEY": to_json(secrets)}), greet])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
