"""The variables that a command puts into code which `eval` or another shell executes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from compiler.workflow.shell_commands import without_comments

if TYPE_CHECKING:
    from collections.abc import Iterator

_MAX_LINE_LENGTH = 1000
"""Longer lines are skipped, so that an untrusted file cannot slow the check down."""
_CODE = (
    r"(?:^|[\s;&|(])(?P<program>(?:(?:(?:ba|da|k|z)?sh|python3?)(?:[ \t]+-[a-z]+(?:[ \t]+pipefail)?)*?[ \t]+-[a-z]*c"
    r"|(?:node|perl|ruby)[ \t]+-[a-z]*e))[ \t]+"
    r"""(?:"(?P<quoted>(?:\\.|[^"\\])*)"|(?P<bare>\$\{?[A-Za-z_]\w*\}?)(?=\s|$))"""
)
_EVAL = r"(?:^|[;&|(]|\b(?:do|else|then)\s)[ \t]*(?P<program>eval)[ \t]+(?P<code>[^;&|]+)"
_PIPED = (
    r"""(?:^|[;&(])[ \t]*(?:echo(?:[ \t]+-[en]+)?|printf(?:[ \t]+["']?%s(?:\\n)?["']?)?)[ \t]+(?P<code>[^|;&]+)"""
    r"\|[ \t]*(?P<program>(?:ba|da|k|z)?sh)(?:[ \t]+-s)?[ \t]*(?=$|[;&)])"
)
_NAME = r"(?:^|[;&|(])[ \t]*\"?\$\{?(?P<name>[A-Za-z_]\w*)\}?\"?(?=[ \t;&|)]|$)"
_POWERSHELL = r"(?i)\b(?P<program>Invoke-Expression|iex)\b(?P<before>[^;|]*?)\$env:(?P<name>\w+)"
_SINGLE = r"'[^']*'"
_VARIABLE = r"(?<!\\)\$(?:(?P<name>[A-Za-z_]\w*)|\{(?P<other>[A-Za-z_]\w*)(?:[#%][^}]*)?\})"
_TEST = r"=~|\bcase\s|\bgrep\b|\[\[?\s"
_QUOTED = ("$(", "`", "@Q}")
"""Signs that a value is converted before it becomes code."""


class Evaluated(NamedTuple):
    """A variable whose text becomes code."""

    name: str
    program: str
    """What executes it."""
    is_all: bool
    """Whether the code is the variable and nothing else."""


def evaluated_variables(command: str) -> Iterator[Evaluated]:
    """Each variable whose text becomes code. Single quotes keep the variable from the outer shell.

    A variable that a line before may have validated is left out.
    """
    tested: set[str] = set()
    lines = without_comments(command.strip()).splitlines() if "$" in command else []
    for line in lines:
        if re.search(_TEST, line):
            tested.update(found["name"] or found["other"] for found in re.finditer(_VARIABLE, line))
        if len(line) <= _MAX_LINE_LENGTH and "$" in line:
            yield from (each for each in evaluated_in_line(line, is_whole=len(lines) == 1) if each.name not in tested)


def evaluated_in_line(line: str, *, is_whole: bool = False) -> Iterator[Evaluated]:
    """The same in one line. In a command of several lines, a variable at the start of one may be an argument of the line before."""
    for found in (*re.finditer(_EVAL, line), *re.finditer(_PIPED, line)):
        yield from _of_code(re.sub(_SINGLE, "", found["code"]), found["program"])
    for found in re.finditer(_CODE, line):
        yield from _of_code(found["quoted"] or found["bare"] or "", " ".join(found["program"].split()))
    for found in re.finditer(_POWERSHELL, line):
        yield Evaluated(found["name"], found["program"], is_all=not found["before"].strip('" '))
    yield from (Evaluated(found["name"], "bash", is_all=True) for found in re.finditer(_NAME, line) if is_whole)


def _of_code(code: str, program: str) -> Iterator[Evaluated]:
    if not any(sign in code for sign in _QUOTED):
        is_all = re.fullmatch(_VARIABLE, code.strip('" ')) is not None
        for name in dict.fromkeys(found["name"] or found["other"] for found in re.finditer(_VARIABLE, code)):
            yield Evaluated(name, program, is_all)
