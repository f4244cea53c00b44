from compiler import Job, Push, Run, Script, Uses, Workflow

greet = Script("greet", env={"NAME": "you"})
build = Job(
    "build", timeout_minutes=5, permissions={"packages": ("write", "pushes")}, steps=[Uses("actions/checkout"), Run("npm ci"), greet]
)

LINE = Workflow(file="line.yml", name="Line", on=[Push()], jobs=[build])
