from compiler import Action, Composite, Job, Push, Run, Uses, Workflow

ACTIONS = [Action("actions/level-11", name="Level 11", description="The innermost.", runs=Composite([Run("make")]))]
for number in range(10, 0, -1):
    use = Uses(ACTIONS[-1])
    ACTIONS.append(Action(f"actions/level-{number}", name=f"Level {number}", description="One of them.", runs=Composite([use])))
build = Job("build", timeout_minutes=5, steps=[Uses("actions/checkout"), Uses(ACTIONS[-1])])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
