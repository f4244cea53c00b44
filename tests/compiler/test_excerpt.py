"""No message contains a text of any length, wherever a definition has it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from compiler.diagnostic import Finding, excerpt

if TYPE_CHECKING:
    from tests.projects import TempProject

HEAD = """\
from compiler import Job, Push, Raw, Run, Script, StringInput, Strategy, Uses, Workflow, github, matrix

LONG = "x" * 22_000
RAW = "${{ y }} " + LONG
WRITE = {"contents": ("write", "publishes")}
"""
MAX_LINE_LENGTH = 4200
"""The maximum length of a list of what was expected, with the text around it."""


def job(arguments: str) -> str:
    return f'a = Job("a", timeout_minutes=5, {arguments})'


DEFINITIONS = {
    "a command with an expression": job("steps=[Run(RAW)]"),
    "a command of two lines": job('steps=[Run("a\\n" + LONG)]'),
    "a command before a script": job(
        'permissions=WRITE, steps=[Uses("actions/checkout"), Run(LONG), Script("greet", env={"NAME": "you"})]'
    ),
    "a variable": job('env={"A": RAW}, steps=[Run("make")]'),
    "an id": "a = Job(LONG, timeout_minutes=5, steps=[])",
    "an invalid id": 'a = Job(LONG + " ", timeout_minutes=5, steps=[])',
    "a need": job('needs=[LONG], steps=[Run("make")]'),
    "a cycle": 'a = Job(LONG, timeout_minutes=5, needs=[LONG], steps=[Run("make")])',
    "an action": job("steps=[Uses(LONG)]"),
    "an input of an action": job('steps=[Uses("actions/checkout", with_={LONG: 1})]'),
    "a script": job("steps=[Script(LONG)]"),
    "an image": job('container=LONG, steps=[Run("make")]'),
    "a key": job('steps=[Run("make", **{LONG: 1})]'),
    "a value in a value": job('steps=[Run("make", env={"A": {LONG: LONG}})]'),
    "a key of a matrix": job('strategy=Strategy(matrix={"a": [LONG]}), steps=[Run("make", env={"A": matrix[LONG]})]'),
    "an ignored rule": job('steps=[Run("make")], ignore={LONG: LONG}'),
    "a scope": job('permissions={LONG: ("read", LONG)}, steps=[Run("make")]'),
    "an exception": "raise ValueError(LONG)",
    "a property": "a = github[LONG]",
    "an output": 'step = Uses("actions/checkout", id="x")\n' + job('steps=[step, Run("make", env={"A": step.outputs[LONG]})]'),
    "data": 'a = Raw("a", {"runs-on": "x", "steps": [{"run": LONG, LONG: 1, "timeout-minutes": LONG, "if": "${{ " + LONG + " +"}]})',
    "an input": "given = StringInput(LONG)\n" + job('steps=[Run("make", env={"A": given})]'),
}


@pytest.mark.parametrize("definition", DEFINITIONS.values(), ids=DEFINITIONS)
def test_a_message_has_an_excerpt_of(hello: TempProject, definition: str) -> None:
    hello.put("pipelines/hello.py", f'{HEAD}{definition}\nCI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[a])\n')
    ran = hello.run("check")
    assert (ran.code, "hello.py:" in ran.output) == (1, True)
    assert max(map(len, ran.output.splitlines())) < MAX_LINE_LENGTH
    printed = hello.run("check", "--format", "json").output
    findings = json.loads(printed[: printed.rindex("}") + 1])["findings"]
    assert all(len(finding["message"]) <= 1000 for finding in findings)


def test_a_long_command_is_shown_on_one_line_with_its_beginning_and_end(hello: TempProject) -> None:
    command = DEFINITIONS["a command with an expression"].replace("RAW", "RAW + ' z'")
    hello.put("pipelines/hello.py", f'{HEAD}{command}\nCI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[a])\n')
    shown = f"'${{{{ y }}}} {'x' * 50}…{'x' * 18} z'"
    assert f"`command` contains an expression written as text: {shown} [raw-expression]" in hello.run("check").output


def test_a_command_that_is_an_expression_has_a_message(hello: TempProject) -> None:
    definition = DEFINITIONS["a command before a script"].replace("Run(LONG)", "Run(github.sha)")
    hello.put("pipelines/hello.py", f'{HEAD}{definition}\nCI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[a])\n')
    assert 'runs the script "greet" after a command that is an expression, which can change the script' in hello.run("check").output


def test_excerpt_keeps_short_text() -> None:
    assert excerpt("a" * 80) == "a" * 80
    assert excerpt("a" * 60 + "b" * 21) == "a" * 59 + "…" + "b" * 20


def test_finding_keeps_the_end_of_a_long_message() -> None:
    finding = Finding(rule="a-rule", message=f'"{"x" * 22_000}" is wrong', expected="y" * 3999, remedy="z" * 1001)
    assert (len(finding.message), finding.message.endswith('x" is wrong')) == (1000, True)
    assert (len(finding.expected), len(finding.remedy)) == (3999, 1000)
