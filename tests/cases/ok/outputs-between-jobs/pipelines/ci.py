from compiler import Job, Push, Run, Script, Uses, Workflow

greet = Script("greet", name="Greet", env={"NAME": "you"})
first = Job(
    "first",
    timeout_minutes=5,
    steps=[Uses("actions/checkout"), greet],
    outputs={"text": greet.outputs.text, "the-text": greet.outputs["text"]},
)
second = Job("second", timeout_minutes=5, if_=first.result == "success", steps=[Run('echo "$TEXT"', env={"TEXT": first.outputs.text})])
third = Job("third", needs=["second"], timeout_minutes=5, steps=[Run("true", env={"TEXT": first.outputs["the-text"]})])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[third, second, first])
