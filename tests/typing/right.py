"""Definitions that a type checker must accept, strictly."""

from compiler import (
    BooleanInput,
    ChoiceInput,
    Commented,
    Concurrency,
    CustomShell,
    Defaults,
    Env,
    Environment,
    Expression,
    Job,
    Permissions,
    PullRequest,
    Push,
    Raw,
    Run,
    Schedule,
    Script,
    Strategy,
    StringInput,
    Uses,
    Workflow,
    WorkflowCall,
    WorkflowDispatch,
    cancelled,
    contains,
    env,
    format,  # noqa: A004 - GitHub's name
    from_json,
    github,
    matrix,
    needs,
    secrets,
    to_json,
    variables,
)

tag = StringInput("tag", description="What to build.", default="")
dry = BooleanInput("dry", description="Only say.", default=True)
where = ChoiceInput("where", description="Where to.", options=["a", "b"], default="a")

condition: Expression = ~cancelled() & (github.ref == "refs/heads/main") | (tag != "") & ~dry
comparison: Expression = (github.run_number > 3) | ("x" + where == "xa")
text: Expression = "build-" + github.sha + "-" + matrix.image
event: Expression = github.event["pull_request"]["number"]
picked: Expression = variables.REGISTRY | "ghcr.io"
every: Expression = contains(github.event["labels"][:]["name"], "a") & (matrix[github.event_name] == matrix.os[needs[:]])
whole: Expression = to_json(github) + to_json(needs)
made: Expression = format("{0}-{1}", github.ref_name, 1)

read: Permissions = {"contents": ("read", "checks out the commit")}
sign: Permissions = {"id-token": ("write", "signs the image"), "models": ("read", "asks a model"), "packages": ("none", "reads none")}
both: Permissions = read | sign
shared: Env = {"TOKEN": Commented(secrets.TOKEN, "may only read"), "LEVEL": 3, "PART": 1.5, "ON": True, "TEXT": text, "TAG": tag}

greet = Script("greet", env=shared, if_=condition)
first = Job("first", timeout_minutes=5, permissions=read, steps=[greet], outputs={"text": greet.outputs.text, "a-b": greet.outputs["a-b"]})
second = Job(
    "second",
    needs=[first, "first"],
    if_=(first.result == "success") & contains(first.outputs.text, "a"),
    timeout_minutes=5,
    runs_on=matrix.os,
    environment=Environment("live", url="https://" + first.outputs["a-b"]),
    concurrency=Concurrency(group=text, queue="max"),
    strategy=Strategy(matrix={"os": ["a", "b"], "image": from_json(first.outputs.text)}, include=[{"os": "c", "on": True}]),
    steps=[Run("make", env={"PATH": env.PATH}), Uses("actions/checkout", with_={"ref": github.ref, "fetch-depth": 1}, id="x")],
)
perl = Run("print 1", shell=CustomShell("perl {0}"))
DEFAULTS = Defaults(shell="bash")  # noqa: S604 - as above
fourth = Job("fourth", timeout_minutes=5, defaults=DEFAULTS, permissions=both, runs_on=["self-hosted", "linux"], steps=[perl])
called = Workflow(file="called.yml", name="Called", on=[WorkflowCall(inputs=[tag, dry])], permissions=sign, jobs=[fourth])
raw_step = Raw({"run": "make", "id": "a", "retries": 1}, unknown=["retries"])
raw_job = Raw("raw", {"runs-on": matrix.os, "steps": [{"run": "make"}]}, comment="as data", ignore={"missing-name": "as data"})
third = Job(
    "third", timeout_minutes=5, needs=[raw_job], steps=[raw_step, Run("make", env={"A": raw_step.outputs.a, "B": raw_job.outputs.b})]
)
newer = Workflow(file="newer.yml", name="Newer", on=[Raw("fork"), Raw("schedule", [{"cron": "1 2 * * *"}])], jobs=[raw_job, third])
workflow = Workflow(
    file="ci.yml",
    name="CI",
    run_name="CI " + github.ref_name,
    on=[Push(branches=["main"]), PullRequest(), Schedule("0 0 * * *"), WorkflowDispatch([tag, dry, where])],
    jobs=[first, second],
)
