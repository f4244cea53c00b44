from compiler import Action, Job, Node, Push, Uses, Workflow

CLEAN = Action(".github/actions/clean", name="Clean", description="Removes files.", runs=Node("index.js", using="node20"))

build = Job("build", timeout_minutes=5, steps=[Uses("actions/checkout"), Uses(CLEAN)])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
