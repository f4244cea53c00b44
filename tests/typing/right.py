"""Definitions that a type checker must accept."""

from compiler import (
    BooleanInput,
    Commented,
    Concurrency,
    Dispatch,
    Env,
    Environment,
    Expression,
    Job,
    Permissions,
    Push,
    Run,
    Schedule,
    Script,
    Strategy,
    StringInput,
    Uses,
    Workflow,
    cancelled,
    contains,
    github,
    matrix,
    secrets,
)

READ: Permissions = {"contents": ("read", "checks out")}
SHARED: Env = {"TOKEN": secrets.GITHUB_TOKEN, "COUNT": 3, "QUIET": True}

what = StringInput("what", description="What to build.")
dry = BooleanInput("dry", description="Change nothing.", default=False)
step = Script("greet", env={"NAME": what, **SHARED}, if_=~cancelled() & (github.ref == "refs/heads/main"))
build = Job(
    "build",
    timeout_minutes=5,
    permissions=READ,
    steps=[step, Run("make", id="make"), Uses("actions/checkout", with_={"fetch-depth": 1, "ref": github.sha})],
    strategy=Strategy(matrix={"image": ("a", "b"), "size": [1, 2]}, fail_fast=False),
    concurrency=Concurrency(group="build-" + matrix.image, queue="max"),
    environment=Environment("production", url="https://example.com/" + matrix.image),
    outputs={"text": step.outputs.text},
)
text: Expression = build.outputs.text
after = Job(
    "after", timeout_minutes=5, needs=[build, "other"], if_=contains(text, "x"), steps=[Run("true")], env={"T": Commented(text, "why")}
)
WORKFLOW = Workflow(
    file="a.yml", name="A", on=[Push(branches=["main"]), Schedule("0 0 * * *"), Dispatch([what, dry])], jobs=[build, after], env=SHARED
)
