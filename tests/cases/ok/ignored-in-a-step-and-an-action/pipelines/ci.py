from compiler import Action, Composite, Docker, Job, Push, Run, Uses, Workflow, github

LINT = Action(
    ".github/actions/lint",
    name="Lint",
    description="Lints.",
    runs=Docker("docker://acme/lint:1"),
    ignore={"unpinned-image": "it is our own, and its tags are immutable"},
)
PULL = Action(
    ".github/actions/pull",
    name="Pull",
    description="Pulls.",
    runs=Composite([Uses("docker://acme/pull:1", ignore={"unpinned-image": "its tags are immutable"})]),
)
build = Job(
    "build",
    timeout_minutes=5,
    steps=[
        Uses("actions/checkout"),
        Uses(LINT),
        Uses(PULL),
        Run("echo " + github.sha, ignore={"raw-expression": "a commit is hexadecimal"}),
    ],
)

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
