"""Definitions that a type checker must refuse: each line with a mark is an error of that kind, and no other line is one."""

from compiler import (
    CallJob,
    ChoiceInput,
    Concurrency,
    Defaults,
    EnvironmentInput,
    Job,
    Permissions,
    PullRequest,
    Push,
    Raw,
    Release,
    Run,
    Script,
    Strategy,
    StringInput,
    Uses,
    Workflow,
    WorkflowCall,
    WorkflowRun,
    github,
    matrix,
    runner,
)
from compiler import Jop  # error: attr-defined
from compiler import as_expression  # error: attr-defined

github.reff  # error: attr-defined
runner.colour  # error: attr-defined
github.event.number  # error: attr-defined
github.ref + 1  # error: operator
1 + github.ref  # error: operator
github.ref == ["main"]
github.ref & ["main"]  # error: operator
github.ref < ["main"]  # error: operator
matrix.image.name  # error: attr-defined

make = Run("make", id="make")
make.output  # error: attr-defined
make.outputs.text.upper  # error: attr-defined
make.command = "all"  # error: misc
Run("make", "all")  # error: call-arg
Run()  # error: call-arg
Run("make", working_dir="src")  # error: call-arg
Run("make", if_="github.ref == 'main'")  # error: arg-type
Run("make", if_=True)  # error: arg-type
Run("make", env={"A": ["b"]})  # error: dict-item
Run("make", env={"A": None})  # error: dict-item
Run("make", timeout_minutes="5")  # error: arg-type
Script("greet", with_={"a": "b"})  # error: call-arg
Uses("actions/checkout", with_={"ref": ["main"]})  # error: dict-item
Uses("actions/checkout", outputs={"a": "b"})  # error: call-arg
StringInput("tag", about="A tag.")  # error: call-arg
StringInput("tag", description="A tag.", default=True)  # error: arg-type
Strategy(matrix={"python": 3.11})  # error: dict-item
Strategy(images=["a"])  # error: call-arg
Push(branches="main")  # error: arg-type
Push(branches=[3])  # error: list-item
PullRequest(types=["open"])  # error: list-item
Release(types=["publish"])  # error: list-item
WorkflowRun(types=["success"])  # error: list-item
Run("make", shell="bahs")  # error: arg-type
Run("print 1", shell="perl {0}")  # error: arg-type
Defaults(shell="zsh")  # error: arg-type
Concurrency(group="release", queue="all")  # error: arg-type
ChoiceInput("level", options="debug")  # error: arg-type
ChoiceInput("level", options=["1", "2"], default=1)  # error: arg-type
WorkflowCall(inputs=[EnvironmentInput("target")])  # error: list-item
WorkflowCall(inputs=[ChoiceInput("level", options=["debug"])])  # error: list-item
CallJob("call", workflow=3)  # error: arg-type

Job("build", steps=[make])  # error: call-arg
Job("build", timeout_minutes=5, steps=make)  # error: arg-type
Job("build", timeout_minutes=5, steps=["make"])  # error: list-item
Job("build", timeout_minutes=5, steps=[make], needs=[3])  # error: list-item
Job("build", timeout_minutes=5, steps=[make], permissions={"content": ("read", "why")})  # error: arg-type
Job("build", timeout_minutes=5, steps=[make], permissions={"contents": ("reed", "why")})  # error: arg-type
Job("build", timeout_minutes=5, steps=[make], permissions={"contents": "read"})  # error: arg-type
Job("build", timeout_minutes=5, steps=[make], permissions={"id-token": ("read", "why")})  # error: arg-type
Job("build", timeout_minutes=5, steps=[make], permissions={"models": ("write", "why")})  # error: arg-type
shared: Permissions = {"id-token": ("read", "why")}  # error: typeddict-item
misspelt: Permissions = {"id_token": ("write", "why")}  # error: typeddict-unknown-key
Job("build", timeout_minutes=5, steps=[make], permissions="read")  # error: arg-type
Job("build", timeout_minutes=5, steps=[make], outputs={"version": "1.2.3"})  # error: dict-item
Job("build", timeout_minutes=5, steps=[make], cache_mode="reed")  # error: arg-type
Job("build", timeout_minutes=5, steps=[make], concurrency="one")  # error: arg-type

Raw({"run": "make"}, unknown="retries")  # error: arg-type
Raw(3)  # error: arg-type
Raw("build", {}, name="x")  # error: misc
Raw("build", {}, runs_on="x")  # error: call-arg
Job("build", timeout_minutes=5, steps=Raw({}))  # error: arg-type

build = Job("build", timeout_minutes=5, steps=[make])
build.result.name  # error: attr-defined
build.outputs.text.name  # error: attr-defined
Workflow(file="ci.yml", name="CI", on=Push(), jobs=[build])  # error: arg-type
Workflow(file="ci.yml", name="CI", on=["push"], jobs=[build])  # error: list-item
Workflow(file="ci.yml", name="CI", on=[Push()], jobs=["build"])  # error: list-item
Workflow(file="ci.yml", on=[Push()], jobs=[build])  # error: call-arg
