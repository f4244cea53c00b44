from compiler import (
    BooleanInput, ChoiceInput, Job, PullRequest, Push, Run, Schedule, Strategy, Workflow, WorkflowDispatch, always, cancelled, contains, env,
    failure, github, job, matrix, needs, runner, starts_with, success, variables,
)  # fmt: skip

publish = BooleanInput("publish", default=False)
target = ChoiceInput("target", options=["staging", "production"])

lint = Run("make lint", id="lint", continue_on_error=True)
test = Run("make test", id="test")
find = Run('echo "kind=a" >>"$GITHUB_OUTPUT"', id="find")
build = Job(
    "build",
    timeout_minutes=5,
    strategy=Strategy(matrix={"os": ["linux", "Windows"], "python": [3.12, "3.14"]}, include=[{"os": "linux", "extra": True}]),
    steps=[
        lint,
        test,
        find,
        Run("echo 1", if_=lint.outcome == "failure"),
        Run("echo 2", if_=failure() & (test.outcome == "failure")),
        Run("echo 3", if_=test.outcome == "skipped"),
        Run("echo 4", if_=always() & (job.status == "cancelled")),
        Run("echo 5", if_=(matrix.os == "windows") | (matrix.python == "3.12")),
        Run("echo 6", if_=matrix.extra == True),  # noqa: E712
        Run("echo 7", if_=(runner.os == "linux") & (runner.arch == "arm64")),
        Run("echo 8", if_=(find.outputs.kind == "a") | (find.outputs.kind == "b")),
        Run("echo 9", if_=(find.outputs.kind != "a") & (find.outputs.kind != "b")),
        Run("echo 10", if_=env.LEVEL != "", env={"LEVEL": variables.LEVEL}),
        Run("echo 11", if_=failure() | (test.outcome == "failure")),
        Run("echo 12", if_=~cancelled() & (failure() | (github.actor == "me"))),
        Run("echo 13", if_=success() & (github.actor == "me") | failure() & (github.actor == "you")),
    ],
)
release = Job(
    "release",
    if_=(github.event_name == "push") & (github.ref == "refs/heads/release/1") & (github.ref_name != "main"),
    timeout_minutes=5,
    steps=[Run("make", if_=starts_with(github.ref, "refs/heads/release/") & (github.ref_type == "branch"))],
)
tags = Job("tags", if_=starts_with(github.ref, "refs/tags/v") | (github.ref == "refs/tags/latest"), timeout_minutes=5, steps=[Run("make")])
pull = Job(
    "pull",
    if_=(github.event["action"] == "labeled") & (github.base_ref == "main") & starts_with(github.head_ref, "renovate/"),
    timeout_minutes=5,
    steps=[Run("make", env={"HEAD": github.event["pull_request"]["head"]["sha"] | github.sha})],
)
manual = Job(
    "manual",
    if_=(publish == True) & (target == "production") | (publish == None),  # noqa: E711, E712
    timeout_minutes=5,
    steps=[Run("make", if_=(github.event["inputs"]["publish"] == "true") & (github.event_name != "merge_group"))],
)
report = Job(
    "report",
    needs=[build, release],
    if_=always() & ((build.result == "FAILURE") | contains(needs[:]["result"], "cancelled")),
    timeout_minutes=5,
    steps=[Run("make", if_=release.result != "skipped")],
)

CI = Workflow(
    file="ci.yml",
    name="CI",
    on=[
        Push(branches=["main", "release/**", "!release/old"], tags=["v*", "latest"]),
        PullRequest(types=["opened", "labeled"]),
        Schedule("17 3 * * *"),
        WorkflowDispatch([publish, target]),
    ],
    jobs=[build, release, tags, pull, manual, report],
)
