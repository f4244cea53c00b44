from compiler import Defaults, Job, Push, Script, Uses, Workflow

steps = [Uses("actions/checkout"), Script("greet", env={"NAME": "you"})]
build = Job("build", timeout_minutes=5, steps=steps)

CI = Workflow(file="ci.yml", name="CI", on=[Push()], defaults=Defaults(shell="bash", working_directory="web"), jobs=[build])
