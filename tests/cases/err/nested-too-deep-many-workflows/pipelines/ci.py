from compiler import CallJob, Job, Push, Run, Workflow, WorkflowCall

make = Job("make", timeout_minutes=5, steps=[Run("make")])
PARTS = [Workflow(file=f"part-{number}.yml", name=f"Part {number}", on=[WorkflowCall()], jobs=[make]) for number in range(51)]
calls = [CallJob(f"call-{number}", part) for number, part in enumerate(PARTS)]

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=calls)
