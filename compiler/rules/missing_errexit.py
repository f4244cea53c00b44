"""A script that goes on after a failure: it does not set `-e`, and does not look at the result of its commands itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from compiler.diagnostic import Finding
from compiler.passes.used_scripts import used_scripts
from compiler.workflow.rules.secret_in_command import PROGRAMS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from compiler.frontend.script import ScriptFile
    from compiler.passes.resolve import ResolvedAction, ResolvedStep, ResolvedWorkflow

_ERREXIT = r"\bset[ \t][^\n;#]*-(?:[A-Za-z]*e|o[ \t]+errexit\b)"
_HANDLES = ("||", "&&", "$?", "PIPESTATUS", "if ", "while ", "until ", "trap ", "exit", "return", "eval ", "<<")
"""Signs that a script decides itself what follows a failure, or has text that is not run."""
_PROGRAMS = PROGRAMS | {"make", "pip", "pnpm", "yarn"}


def missing_errexit(resolved: ResolvedWorkflow) -> Iterator[Finding]:
    """The shell of the step stops at a failure, but a script is a program of its own. The finding is at the first step that runs it.

    Source: https://www.gnu.org/software/bash/manual/html_node/The-Set-Builtin.html
    """
    yield from _of_steps(step for job in resolved.jobs for step in job.steps)


def missing_errexit_in_action(resolved: ResolvedAction) -> Iterator[Finding]:
    """The findings in the steps of an action."""
    yield from _of_steps(resolved.steps)


def _of_steps(steps: Iterable[ResolvedStep]) -> Iterator[Finding]:
    for script, origin in used_scripts(steps):
        if line := _line_that_may_fail(script):
            yield Finding(
                rule="missing-errexit",
                message=f"{script.path} does not set `-e`: it goes on if line {line} fails, and the step may succeed",
                expected="a script that stops at a failure",
                remedy="write `set -euo pipefail` after its header",
                origin=origin,
            )


def _line_that_may_fail(script: ScriptFile) -> int:
    """The line of the first program whose failure nothing notices, if another follows; 0 if there is none."""
    texts = [script.source, *(library.source for library in script.libraries)]
    if any("trap " in text or re.search(_ERREXIT, text) for text in texts) or any(sign in script.source for sign in _HANDLES):
        return 0
    lines = script.source.splitlines()
    programs = [number for number, line in enumerate(lines, 1) if _runs_program(line) and not lines[number - 2].endswith("\\")]
    return programs[0] if len(programs) > 1 else 0


def _runs_program(line: str) -> bool:
    """Whether a line certainly runs a program and waits for it. An odd number of quotes may be those of a text of several lines."""
    word = line.partition(" ")[0]
    return (word in _PROGRAMS or word.startswith("./")) and not line.endswith("&") and not line.count("'") % 2 and not line.count('"') % 2
