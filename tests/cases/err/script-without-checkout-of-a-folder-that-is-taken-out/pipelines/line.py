from compiler import Job, Push, Script, Uses, Workflow

greet = Script("greet", env={"NAME": "you"})
build = Job("build", timeout_minutes=5, steps=[Uses("actions/checkout", with_={"sparse-checkout": "/scripts\n!/scripts/publish"}), greet])

LINE = Workflow(file="line.yml", name="Line", on=[Push()], jobs=[build])
