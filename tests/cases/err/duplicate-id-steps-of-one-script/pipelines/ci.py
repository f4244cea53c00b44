from compiler import Job, Push, Run, Script, Uses, Workflow

one = Script("greet", env={"NAME": "one"})
two = Script("greet", env={"NAME": "two"})
build = Job(
    "build",
    timeout_minutes=5,
    steps=[Uses("actions/checkout"), one, two, Run("make", env={"ONE": one.outputs.text, "TWO": two.outputs.text})],
)

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
