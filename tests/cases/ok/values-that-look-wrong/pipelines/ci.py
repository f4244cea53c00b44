from compiler import (
    BooleanInput,
    CallJob,
    Concurrency,
    Container,
    Job,
    NumberInput,
    PullRequest,
    Push,
    Release,
    Run,
    Service,
    Strategy,
    Workflow,
    WorkflowCall,
    WorkflowDispatch,
    contains,
    env,
    failure,
    github,
    matrix,
    secrets,
    starts_with,
)

IMAGE = "localhost:5000/team/node.js:24@sha256:6c2fa84a6b61ccd72899dde4239f8d5717f05f9a8ca6f3cad185fb1a95a94de3"
pull_request = github.event["pull_request"]
dry_run, shards = BooleanInput("dry-run"), NumberInput("shards", default=4)

merged = Job(
    "merged",
    timeout_minutes=5,
    if_=pull_request["merged"] & contains(pull_request["labels"][:]["name"], "deploy") & (github.repository == "Example/metaboost"),
    container=Container(IMAGE, volumes=["cache:/cache", "/tmp/a:/b:ro"], options="--network-alias builder --cpus 2"),
    services={"db": Service(IMAGE, ports=[5432, "127.0.0.1:6000-6005:6000-6005/tcp"])},
    steps=[Run("make deploy", timeout_minutes=5)],
)
CLOSED = Workflow(file="closed.yml", name="Closed", on=[PullRequest(types=["closed"])], jobs=[merged])

deploy = Job(
    "deploy",
    timeout_minutes=5,
    if_=(shards == 4) | (shards == "8") | ~dry_run,
    strategy=Strategy(matrix={"region": ["eu", "us", "asia"]}, max_parallel=1),
    concurrency=Concurrency(group="deploy"),
    env={"TOKEN": secrets.DEPLOY_TOKEN, "DRY_RUN": dry_run},
    steps=[Run("make deploy", if_=env.TOKEN, env={"REGION": matrix.region}), Run("make check", if_=env.DRY_RUN == "true")],
    outputs={"has-token": secrets.DEPLOY_TOKEN != ""},
)
report = Job("report", timeout_minutes=5, if_=failure() & (deploy.outputs["has-token"] == "true"), steps=[Run("./report")])
MANUAL = Workflow(file="manual.yml", name="Manual", on=[WorkflowDispatch([dry_run, shards])], jobs=[deploy, report])

undo = Job("undo", timeout_minutes=5, if_=failure(), steps=[Run("make undo")])
UNDO = Workflow(file="undo.yml", name="Undo", on=[WorkflowCall()], concurrency=Concurrency(group="undo-" + github.ref), jobs=[undo])

PATTERNS = Push(branches=["**", "!old/**", "old/kept"], tags=["v[0-9]+", "!v0"], paths=["**.[jt]s", "a(b)/{{c}}/**"])
tagged = Job("tagged", timeout_minutes=5, if_=starts_with(github.ref, "refs/tags/") & ~github.event["deleted"], steps=[Run("make")])
GROUP = Concurrency(group=github.workflow + "-" + (github.head_ref | github.ref), cancel_in_progress=True)
CI = Workflow(
    file="ci.yml",
    name="CI",
    on=[PATTERNS, Release(types=["published"])],
    concurrency=GROUP,
    jobs=[tagged, CallJob("undo", UNDO, needs=[tagged], if_=failure())],
)
