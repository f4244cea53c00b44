from compiler import BooleanInput, Job, Run, Workflow, WorkflowDispatch, env

dry_run = BooleanInput("dry-run")
publish = Run("make publish", if_=~env.DRY_RUN)
build = Job("build", timeout_minutes=5, env={"DRY_RUN": dry_run}, steps=[Run("make"), publish])

CI = Workflow(file="ci.yml", name="CI", on=[WorkflowDispatch([dry_run])], jobs=[build])
