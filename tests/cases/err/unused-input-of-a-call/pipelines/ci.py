from compiler import BooleanInput, Job, Run, StringInput, Workflow, WorkflowCall

tag = StringInput("tag")
dry = BooleanInput("dry", default=False)
build = Job("build", timeout_minutes=5, steps=[Run("make", env={"VALUE": tag})])

CI = Workflow(file="ci.yml", name="CI", on=[WorkflowCall(inputs=[tag, dry])], jobs=[build])
