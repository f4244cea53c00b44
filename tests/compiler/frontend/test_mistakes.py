"""All mistakes of a definition are reported in one run, and none is reported twice or as a consequence of another."""

from __future__ import annotations

import time

import pytest
from pydantic import ValidationError

from compiler import Job, Run
from tests.projects import HELLO, TempProject

HEAD = "from compiler import CallJob, Job, Push, Raw, Run, Script, StringInput, Strategy, Uses, Workflow, WorkflowDispatch, matrix\n\n"


def found(made: TempProject, definition: str) -> list[tuple[int, str]]:
    """The line and the rule of each finding about the definition, in the order of the report."""
    made.put("pipelines/hello.py", HEAD + definition)
    lines = [line for line in made.run("check").output.splitlines() if line.startswith("pipelines/hello.py:")]
    return [(int(line.split(":")[1]) - 2, line.rpartition("[")[2].rstrip("]")) for line in lines]


def workflow(*jobs: str) -> str:
    return f'CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[{", ".join(jobs)}])\n'


def test_five_mistakes_in_one_declaration(hello: TempProject) -> None:
    job = 'a = Job("a", timeout=5, runs_on=5, neds=[], env={"1": "x"}, steps=[Run("make")], continue_on_error="no")\n'
    expected = ["unknown-key", "wrong-value", "unknown-key", "wrong-value", "wrong-value"]
    assert found(hello, job + workflow("a")) == [(1, rule) for rule in expected]


def test_five_mistakes_in_the_steps_of_one_job(hello: TempProject) -> None:
    steps = [
        'Run("make", idd="x"),',
        'Run(commnad="make"),',
        'Uses("actions/chekout"),',
        'Run("echo ${{ x }}"),',
        'Uses("actions/checkout", with_={"fetch_depth": 1}),',
    ]
    definition = "a = Job('a', timeout_minutes=5, steps=[\n" + "\n".join(steps) + "\n])\n" + workflow("a")
    rules = ["unknown-key", "unknown-key", "unknown-action", "raw-expression", "unknown-action-input"]
    assert found(hello, definition) == list(zip(range(2, 7), rules, strict=True))


def test_five_mistakes_in_five_jobs(hello: TempProject) -> None:
    jobs = [
        'a = Job("a", timeout_minutes="5", steps=[Run("make")])',
        'b = Job("b", timeout_minutes=5, needs=["e", "x"], steps=[Run("make")])',
        'c = Job("c", timeout_minutes=5, container="node:24", steps=[Run("make")])',
        'd = Job("d", timeout_minutes=5, permissions="write-all", steps=[Script("great", env={"NAME": "you"})])',
        'e = Job("e", timeout_minutes=None, steps=[Run("make")])',
    ]
    rules = [
        (1, "wrong-value"),
        (2, "unknown-need"),
        (3, "unpinned-image"),
        (4, "excessive-permissions"),
        (4, "unknown-script"),
        (5, "missing-timeout"),
    ]
    assert found(hello, "\n".join(jobs) + "\n" + workflow(*"abcde")) == rules


def test_a_mistake_hides_none_in_triggers_and_other_jobs(hello: TempProject) -> None:
    lines = [
        "from compiler import Concurrency, secrets",
        'a = Job("a", timeout_minutes="5", steps=[Run("make")])',
        'b = Job("b", timeout_minutes=5, runs_on="ubuntu-latets", steps=[Run("make", if_=secrets.TOKEN != "")])',
        'c = Job("c", timeout_minutes=500, steps=[Run("make", shell="cmd")])',
        "GROUP = Concurrency(grp='release')",
        'ON = [Push(branches=["refs/heads/main"], tags=["v 1"])]',
        'CI = Workflow(file="ci.yml", name="CI", on=ON, concurrency=GROUP, jobs=[a, b, c])',
    ]
    rules = [
        (2, "wrong-value"),
        (3, "unknown-runner-label"),
        (3, "unavailable-context"),
        (4, "wrong-timeout"),
        (4, "unknown-shell"),
        (5, "unknown-key"),
        (6, "ref-in-filter"),
        (6, "invalid-pattern"),
    ]
    assert found(hello, "\n".join(lines) + "\n") == rules


def test_a_mistake_in_one_workflow_hides_nothing_in_another(hello: TempProject) -> None:
    definition = 'a = Job("a", timeout_minutes="5", steps=[Run("make")])\nb = Job("b", timeout_minutes=5, steps=[])\n'
    definition += workflow("a") + workflow("b").replace("CI =", "B =").replace("ci.yml", "b.yml").replace('"CI"', '"B"')
    assert found(hello, definition) == [(1, "wrong-value"), (2, "empty-job")]


@pytest.mark.parametrize(
    "definition",
    [
        # The value that is wrong is also one that another declaration uses.
        'a = Job("a", timeout_minutes=5, outputs=5, steps=[Run("make")])\n'
        'b = Job("b", timeout_minutes=5, steps=[Run("make", env={"X": a.outputs.x})])\n' + workflow("a", "b"),
        'a = Job("a", timeout_minutes=5, strategy=Strategy(matrix=5), steps=[Run("make", env={"X": matrix.x})])\n' + workflow("a"),
        'tag = StringInput("tag", requird=True)\na = Job("a", timeout_minutes=5, steps=[Run("make", env={"X": tag})])\n'
        + workflow("a").replace("Push()", "WorkflowDispatch([tag])"),
        'tag = StringInput("ta g")\na = Job("a", timeout_minutes=5, steps=[Run("make", env={"X": tag})])\n'
        + workflow("a").replace("Push()", "WorkflowDispatch([tag])"),
        'a = Job("a b", timeout_minutes=5, steps=[Run("make")])\n'
        'b = Job("b", timeout_minutes=5, needs=[a, "c"], steps=[Run("make", env={"X": a.outputs.x})])\n' + workflow("a", "b"),
        'a = Job("a", timeout_minutes=5, steps=5)\n'
        'b = Job("b", timeout_minutes=5, needs=["a"], steps=[Run("make")])\n' + workflow("a", "b"),
        # What is missing would be another mistake.
        'a = Job("a", steps=[Run("make")])\n' + workflow("a"),
        'a = Job("a", timeout_minutes=5, steps=[Uses("docker/build-push-action", wiht={"context": "."})])\n' + workflow("a"),
        'a = Job("a", timeout_minutes=5, steps=[Run(5)])\n' + workflow("a"),
        'a = Job("a", timeout_minutes=5, steps=[Script("greet", env=5)])\n' + workflow("a"),
        'a = Raw("a b", {"runs-on": "x"})\n' + workflow("a"),
        'a = Job("a", timeout_minutes=5, steps=[Run("make")])\n' + workflow("a").replace('name="CI"', 'nam="CI"'),
        'a = Job("a", timeout_minutes=5, steps=[Run("make")])\n' + workflow("a").replace("ci.yml", "a b"),
        'a = Job("a", timeout_minutes=5, steps=[Run("make", nam="x")], ignore={"missing-name": "no"})\n' + workflow("a"),
        'a = CallJob("a", 5)\n' + workflow("a"),
    ],
)
def test_one_mistake_is_one_finding(hello: TempProject, definition: str) -> None:
    assert len(found(hello, definition)) == 1


def test_a_wrong_raw_hides_no_other_mistake(hello: TempProject) -> None:
    definition = 'a = Raw("a", {"runs-no": "x"})\nb = Job("b", timeout_minutes=None, steps=[Uses("actions/chekout")])\n' + workflow(
        "a", "b"
    )
    assert [rule for _, rule in found(hello, definition)] == ["invalid-raw", "missing-timeout", "unknown-action"]


def test_a_malformed_pin_hides_no_other_mistake(hello: TempProject) -> None:
    hello.put("pipelines/pins.toml", hello.read("pipelines/pins.toml").replace('version = "v7.0.1"', 'version = "7"'))
    job = 'a = Job("a", timeout_minutes=None, steps=[Uses("actions/checkout"), Uses("docker/build-push-action")])\n'
    assert [rule for _, rule in found(hello, job + workflow("a"))] == ["missing-timeout", "unknown-action-input"]
    assert "[malformed-pin]" in hello.run("check").output


def test_mistakes_of_several_modules_are_reported(hello: TempProject) -> None:
    hello.put(
        "pipelines/steps.py", 'from compiler import Run\n\n\ndef step():\n    return Run("make", nam="x")\n\n\nOTHER = Run("x", idd="y")\n'
    )
    definition = 'from pipelines.steps import OTHER, step\na = Job("a", timeout=5, steps=[step(), OTHER])\n' + workflow("a")
    assert found(hello, definition) == [(2, "unknown-key")]
    output = hello.run("check").output
    assert "pipelines/steps.py:5:24: Run has no key" in output
    column = 'a = Job("a", timeout=5, steps=['.index("[") + 2
    assert f"  called from pipelines/hello.py:4:{column}\n" in output
    assert "pipelines/steps.py:8:18: Run has no key" in output


def test_a_wrong_declaration_raises_outside_of_a_compilation(hello: TempProject) -> None:
    hello.put("pipelines/hello.py", HELLO.replace("timeout_minutes", "timeout"))
    assert hello.run("check").code == 1
    with pytest.raises(ValidationError):
        Job("a", timeout=5, steps=[Run("make")])  # type: ignore[call-arg]


@pytest.mark.untraced
def test_three_thousand_mistakes_take_linear_time(hello: TempProject) -> None:
    steps = "\n".join(f'    Run("make {number}", nam="x"),' for number in range(3000))
    began = time.process_time()
    assert len(found(hello, f'a = Job("a", timeout_minutes=5, steps=[\n{steps}\n])\n{workflow("a")}')) == 3000
    assert time.process_time() - began < 20
