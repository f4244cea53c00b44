from compiler import Action, ActionInput, CallJob, Composite, Job, Push, Run, StringInput, Uses, Workflow, WorkflowCall, secrets

READ = {"contents": ("read", "checks out the commit")}
tag = StringInput("tag", required=True)
level = ActionInput("level", description="How much.", required=True)
SET_UP = Action(
    ".github/actions/set-up",
    name="Set up",
    description="Sets up.",
    inputs=[level],
    runs=Composite([Run("make set-up", env={"LEVEL": level})]),
)
make = Run("make", id="make", env={"TAG": tag, "KEY": secrets.DEPLOY_KEY})
inner = Job(
    "inner",
    timeout_minutes=5,
    permissions=READ,
    steps=[Uses("actions/checkout"), Uses("./.github/actions/set-up", with_={"level": "all"}), make],
    outputs={"digest": make.outputs.digest},
)
BUILD = Workflow(
    file="build.yml",
    name="Build",
    on=[WorkflowCall(inputs=[tag], outputs={"digest": inner.outputs.digest})],
    permissions=READ,
    jobs=[inner],
)
build = CallJob("build", "./.github/workflows/build.yml", permissions=None, with_={"tag": "1"}, secrets="inherit")
report = Job("report", timeout_minutes=5, steps=[Run("echo", env={"DIGEST": build.outputs.digest})])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], permissions=READ, jobs=[build, report])
