"""The commands of steps become scripts for ShellCheck: in the shell that GitHub would use, at the same line and column."""

from __future__ import annotations

import pytest

from compiler.checkers.commands import LINES_BEFORE, _without_expressions, commands
from compiler.checkers.program import run
from compiler.checkers.shellcheck import shellcheck_task
from compiler.workflow.reader import read_action, read_workflow
from tests.tools import program

HEAD = "# shellcheck shell={} disable=SC1091,SC2043,SC2050,SC2153,SC2154,SC2157,SC2194\n{}\n"
BASH, SH = HEAD.format("bash", "set -eo pipefail"), HEAD.format("sh", "set -e")


def _texts(*, top: str = "", job: str = "", step: str = "", runner: str = "ubuntu-latest") -> list[str]:
    steps = f"    steps:\n      - run: echo $A\n{step}      - uses: actions/checkout@v4\n"
    workflow = read_workflow(f"on: push\n{top}jobs:\n  a:\n    runs-on: {runner}\n{job}{steps}", "a.yml")
    assert workflow.document is not None, workflow.findings
    return [command.text for command in commands(workflow.document)]


TOP, JOB = "defaults: {{run: {{shell: {0}}}}}\n", "    defaults: {{run: {{shell: {0}}}}}\n"
STEP = "        shell: {}\n"


@pytest.mark.parametrize(
    ("top", "job", "step", "runner", "head"),
    [
        ("", "", "", "ubuntu-latest", BASH),
        ("", "", "sh", "ubuntu-latest", SH),
        ("", "sh", "", "ubuntu-latest", SH),
        ("sh", "", "", "ubuntu-latest", SH),
        ("sh", "bash", "", "ubuntu-latest", BASH),
        ("pwsh", "sh", "bash", "windows-latest", BASH),
        ("", "", "bash -x {0}", "ubuntu-latest", BASH),
        ("", "", "", "windows-latest", None),
        ("", "", "", "[self-hosted, Windows]", None),
        ("", "", "", "${{ matrix.os }}", None),
        ("", "", "", "{group: a}", BASH),
        ("", "", "pwsh", "ubuntu-latest", None),
        ("", "", "python", "ubuntu-latest", None),
        ("python", "", "", "ubuntu-latest", None),
        ("", "", "/bin/bash {0}", "ubuntu-latest", None),
    ],
)
def test_the_shell_is_that_of_the_step_the_job_the_workflow_or_the_runner(
    top: str, job: str, step: str, runner: str, head: str | None
) -> None:
    found = _texts(
        top=TOP.format(top) if top else "",
        job=JOB.format(job) if job else "",
        step=STEP.format(step) if step else "",
        runner=runner,
    )
    assert found == ([] if head is None else [f"{head}echo $A\n"])


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("echo ${{ github.ref }} $x", "echo _________________ $x"),
        ("a ${{ a\n}} b", "a _____\n__ b"),
        ("${{ a }}${{ b }}", "________________"),
        ("${{ a", "${{ a"),
        ("$ {{ a }}", "$ {{ a }}"),
    ],
)
def test_expressions_keep_lines_and_columns(command: str, expected: str) -> None:
    assert _without_expressions(command) == expected


def test_many_expressions_that_are_not_closed_take_linear_time() -> None:
    assert len(_without_expressions("${{" * 300_000)) == 900_000


def test_the_commands_of_an_action_are_among_them() -> None:
    action = read_action(
        "name: a\ndescription: b\nruns:\n  using: composite\n  steps:\n    - run: echo $A\n      shell: sh\n    - uses: ./x\n", "action.yml"
    )
    assert action.document is not None, action.findings
    (command,) = commands(action.document)
    assert command.text == f"{SH}echo $A\n"
    assert len(command.inside) == 2


def test_shellcheck_finds_the_line_of_the_command_and_nothing_in_what_is_not_known() -> None:
    text = f'{BASH}cd "$FOLDER"\n[[ _ == _ ]] && . ./x\nfor a in _; do echo "$a"; done\necho $B\n'
    remarks, _ = run(program("shellcheck"), shellcheck_task({"1.sh": text}, "1.sh"))
    assert [(remark.rule, remark.line - LINES_BEFORE, remark.column) for remark in remarks] == [("shellcheck/SC2086", 4, 6)]
