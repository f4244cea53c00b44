"""An output in the header of a script that the script does not write. `compiler.workflow.rules` looks at commands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from compiler.diagnostic import Finding
from compiler.frontend.script import split_header
from compiler.passes.used_scripts import used_scripts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from compiler.frontend.script import ScriptFile
    from compiler.passes.resolve import ResolvedAction, ResolvedStep, ResolvedWorkflow

_COMPUTED = re.compile(r"\$\{?\w++\}?(?:[\w-]*+(?:=|<<)|[_-]\w)")
"""Signs that a script computes names of outputs: a variable before `=`, or as a part of a name."""


def unwritten_output(resolved: ResolvedWorkflow) -> Iterator[Finding]:
    """At run time, such an output is empty. The finding is at the first step that runs the script."""
    yield from _of_steps(step for job in resolved.jobs for step in job.steps)


def unwritten_output_in_action(resolved: ResolvedAction) -> Iterator[Finding]:
    """The findings in the steps of an action."""
    yield from _of_steps(resolved.steps)


def _of_steps(steps: Iterable[ResolvedStep]) -> Iterator[Finding]:
    for script, origin in used_scripts(steps):
        for name in _unwritten(script):
            yield Finding(
                rule="unwritten-output",
                message=f'{script.path} declares the output "{name}", but does not write it',
                expected="a line that writes it to `$GITHUB_OUTPUT`",
                remedy=f"correct the name in the header of the script, or write `{name}=…`",
                origin=origin,
            )


def _unwritten(script: ScriptFile) -> list[str]:
    """The outputs whose name is nowhere in the script and its libraries, if the script computes no name."""
    if not script.outputs:
        return []
    body = split_header(script.source)[1]
    texts = [body, *(library.source for library in script.libraries)]
    names = [name for name in sorted(script.outputs) if not any(_has_word(name, text) for text in texts)]
    return names if names and not _COMPUTED.search(body) else []


def _has_word(name: str, text: str) -> bool:
    # The name comes first in the pattern, so that it is searched for as text.
    word = re.escape(name)
    return re.search(rf"{word}(?<![\w-]{word})(?![\w-])", text) is not None
