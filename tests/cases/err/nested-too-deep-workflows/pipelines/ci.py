from compiler import CallJob, Job, Push, Run, Workflow, WorkflowCall

make = Job("make", timeout_minutes=5, steps=[Run("make")])
LEVELS = [Workflow(file="level-10.yml", name="Level 10", on=[WorkflowCall()], jobs=[make])]
for number in range(9, 0, -1):
    call = CallJob("call", LEVELS[-1])
    LEVELS.append(Workflow(file=f"level-{number}.yml", name=f"Level {number}", on=[WorkflowCall()], jobs=[call]))
start = CallJob("start", LEVELS[-1])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[start])
