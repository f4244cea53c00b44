from compiler import (
    Action,
    ChoiceInput,
    Composite,
    Concurrency,
    CustomShell,
    Job,
    PullRequest,
    Push,
    Raw,
    Run,
    Schedule,
    Strategy,
    StringInput,
    Uses,
    Workflow,
    WorkflowDispatch,
    contains,
    github,
    needs,
    secrets,
)

SIXTEEN = list(range(16))
INPUTS = [StringInput(f"part-{number}", default="") for number in range(24)]
LEVEL = ChoiceInput("level", options=["debug", "info"], default="info")
SET_UP = Action(
    ".github/actions/set-up",
    name="Set up",
    description="Prepares the machine.",
    runs=Composite([Run("make tools", shell="sh"), Raw({"run": "make caches", "shell": "bash", "id": "caches"})]),
)

every = Job(
    "every",
    timeout_minutes=360,
    permissions={"id-token": ("write", "signs the image"), "models": ("read", "asks a model")},
    strategy=Strategy(matrix={"a": SIXTEEN, "b": [*SIXTEEN, 16]}, exclude=[{"b": 16}]),
    concurrency=Concurrency(group="build-" + github.ref, queue="max"),
    steps=[Run("make fetch"), Uses(SET_UP), Run("print 1", shell=CustomShell("perl {0}"))],
)
small = Job(
    "small",
    timeout_minutes=15,
    runs_on="ubuntu-slim",
    steps=[
        Run(
            "make",
            env={"GITHUB_SHA": github.sha, "CI": "", "LEVEL": LEVEL, **{f"PART_{number}": part for number, part in enumerate(INPUTS)}},
        )
    ],
)
windows = Job("windows", timeout_minutes=5, runs_on="Windows-2025", steps=[Run("dir", shell="cmd"), Run("ls", shell="powershell")])
last = Job(
    "_" + "a" * 98,
    name="last",
    needs=[every],
    if_=~contains(needs[:]["result"], "failure"),
    timeout_minutes=5,
    steps=[Run("make", env={"TOKEN": secrets.GITHUB_TOKEN, "OTHER": secrets._TOKEN_1})],  # noqa: SLF001 - a name of a secret
)

CI = Workflow(
    file="ci.yml",
    name="CI",
    on=[
        Push(
            branches=["main", "releases/**", "!releases/old", "v[0-9].x", "a+b?"], tags=["v[12].[0-9]+.[0-9]+"], paths=["**", "!docs/*.md"]
        ),
        PullRequest(paths_ignore=["docs/**", "*.md"], types=["opened"]),
        Schedule("*/5 4-6 * * mon-fri", timezone="America/Argentina/Buenos_Aires"),
        Schedule("0 0 29 2 *", timezone="UTC"),
        WorkflowDispatch([*INPUTS, LEVEL]),
    ],
    concurrency=Concurrency(group=github.workflow + "-" + github.ref),
    jobs=[every, small, windows, last],
)
