from compiler import Job, Push, Script, Uses, Workflow

greet = Script("greet", env={"NAME": "you"})
build = Job(
    "build", timeout_minutes=5, steps=[Uses("actions/checkout"), Uses("actions/checkout", with_={"sparse-checkout": "docs"}), greet]
)

LINE = Workflow(file="line.yml", name="Line", on=[Push()], jobs=[build])
