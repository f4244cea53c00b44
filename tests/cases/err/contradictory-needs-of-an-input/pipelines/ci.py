from compiler import BooleanInput, Job, Run, Workflow, WorkflowCall

publishes = BooleanInput("publish", default=False)
check = Job("check", timeout_minutes=5, if_=~publishes, steps=[Run("make check")])
publish = Job("publish", timeout_minutes=5, needs=[check], if_=publishes, steps=[Run("make publish")])

CI = Workflow(file="ci.yml", name="CI", on=[WorkflowCall(inputs=[publishes])], jobs=[check, publish])
