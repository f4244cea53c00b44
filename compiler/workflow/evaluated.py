"""The variables that a command puts into code which `eval` or another shell executes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

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
_PIPED = r"(?:^|[;&(])[ \t]*(?:echo|printf)[ \t]+(?P<code>[^|;&]+)\|[ \t]*(?P<program>(?:ba|da|k|z)?sh)(?:[ \t]+-s)?[ \t]*(?=$|[;&)])"
_NAME = r"(?:^|[;&|(])[ \t]*\"?\$\{?(?P<name>[A-Za-z_]\w*)\}?\"?(?=[ \t;&|)]|$)"
_POWERSHELL = r"(?i)\b(?P<program>Invoke-Expression|iex)\b[^;|]*?\$env:(?P<name>\w+)"
_SINGLE = r"'[^']*'"
_VARIABLE = r"(?<!\\)\$(?:(?P<name>[A-Za-z_]\w*)|\{(?P<other>[A-Za-z_]\w*)(?:[#%][^}]*)?\})"
_TEST = r"=~|\bcase\s|\bgrep\b|\[\[?\s"
_QUOTED = ("$(", "`", "@Q}")
"""Signs that a value is converted before it becomes code."""


def evaluated_variables(command: str) -> Iterator[tuple[str, str]]:
    """Each variable whose text becomes code, and the program that executes it. Single quotes keep the variable from the outer shell.

    A variable that a line before may have validated is left out.
    """
    tested: set[str] = set()
    lines = command.strip().splitlines() if "$" in command else []
    for line in lines:
        if re.search(_TEST, line):
            tested.update(found["name"] or found["other"] for found in re.finditer(_VARIABLE, line))
        if len(line) <= _MAX_LINE_LENGTH and "$" in line and not line.lstrip().startswith("#"):
            yield from ((name, program) for name, program in evaluated_in_line(line, is_whole=len(lines) == 1) if name not in tested)


def evaluated_in_line(line: str, *, is_whole: bool = False) -> Iterator[tuple[str, str]]:
    """The same in one line. In a command of several lines, a variable at the start of one may be an argument of the line before."""
    for found in (*re.finditer(_EVAL, line), *re.finditer(_PIPED, line)):
        yield from _of_code(re.sub(_SINGLE, "", found["code"]), found["program"])
    for found in re.finditer(_CODE, line):
        yield from _of_code(found["quoted"] or found["bare"] or "", " ".join(found["program"].split()))
    yield from ((found["name"], found["program"]) for found in re.finditer(_POWERSHELL, line))
    yield from ((found["name"], "bash") for found in re.finditer(_NAME, line) if is_whole)


def _of_code(code: str, program: str) -> Iterator[tuple[str, str]]:
    if not any(sign in code for sign in _QUOTED):
        for name in dict.fromkeys(found["name"] or found["other"] for found in re.finditer(_VARIABLE, code)):
            yield name, program
