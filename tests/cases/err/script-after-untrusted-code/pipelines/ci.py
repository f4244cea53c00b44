from compiler import Job, Push, Run, Script, Uses, Workflow

greet = Script("greet", env={"NAME": "you"})
build = Job(
    "build", timeout_minutes=5, permissions={"packages": ("write", "pushes")}, steps=[Uses("actions/checkout"), Run("npm ci"), greet]
)

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
