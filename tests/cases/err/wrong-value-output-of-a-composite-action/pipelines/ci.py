from compiler import Action, ActionOutput, Composite, Job, Push, Run, Uses, Workflow

FIND = Action(
    ".github/actions/find",
    name="Find",
    description="Finds the version.",
    outputs={"version": ActionOutput("The version.")},
    runs=Composite([Run("make version")]),
)
found = Uses(FIND, id="found")
build = Job("build", timeout_minutes=5, steps=[Uses("actions/checkout"), found, Run("make", env={"VERSION": found.outputs.version})])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
