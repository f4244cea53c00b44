from compiler import Job, Push, Run, Script, Workflow

greet = Script("greet", env={"NAME": "you"})
build = Job("build", timeout_minutes=5, steps=[greet], outputs={"text": greet.outputs.text})
build.steps.append(Run("make", env={"TEXT": build.outputs.text}))

LINE = Workflow(file="line.yml", name="Line", on=[Push()], jobs=[build])
