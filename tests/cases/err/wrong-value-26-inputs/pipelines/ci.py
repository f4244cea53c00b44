from compiler import Job, Run, StringInput, Workflow, WorkflowDispatch

INPUTS = [StringInput(f"part-{number}") for number in range(26)]

build = Job("build", timeout_minutes=5, steps=[Run("make", env={f"PART_{number}": part for number, part in enumerate(INPUTS)})])

CI = Workflow(file="ci.yml", name="CI", on=[WorkflowDispatch(INPUTS)], jobs=[build])
