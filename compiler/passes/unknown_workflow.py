"""A `workflow_run` with a misspelt name of a declared workflow, or with the name of its file."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from compiler.diagnostic import Finding, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from compiler.frontend.load import Loaded

_MIN_NAME_LENGTH = 5
"""Shorter names are not compared: `CI` and `CD` are two workflows."""
_MAX_WORKFLOWS = 300
"""The names are not compared if a project has more workflows: that would take too long."""


def unknown_workflows(loaded: Loaded) -> Iterator[Finding]:
    """Names that nearly match a declared workflow, or that match its file. Others are assumed to be of workflows that are not generated.

    Source: https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#workflow_run
    """
    for workflow in loaded.workflows:
        for trigger in workflow.on:
            named = getattr(trigger, "workflows", None)  # a WorkflowRun, whose class is imported on first use
            declared = [each.name or each.file for each in loaded.workflows if each.root == workflow.root] if named else []
            files = {each.file: each.name or each.file for each in loaded.workflows if each.root == workflow.root} if named else {}
            for name in named or () if len(declared) <= _MAX_WORKFLOWS else ():
                similar = files.get(PurePosixPath(name).name) or next((each for each in declared if is_misspelt(name, each)), None)
                if similar is not None and name not in declared:
                    yield Finding(
                        rule="unknown-workflow",
                        message=f'this starts after the workflow "{name}", which no definition declares',
                        expected=f"the name of a workflow, such as {quoted([similar])}",
                        remedy=f"write `{similar}`",
                        origin=trigger.origin,
                        field="workflows",
                    )


def is_misspelt(name: str, known: str) -> bool:
    """Whether a name has a letter or a separator too many or too few, or two adjacent letters exchanged, compared with the other one."""
    if min(len(name), len(known)) < _MIN_NAME_LENGTH or name.lower() == known.lower():
        return False
    one, other = sorted((_letters(name), _letters(known)), key=len)
    if one == other:
        return True
    same = next((index for index, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(one))
    if len(one) < len(other):
        return one[same:] == other[same + 1 :] and other[same].isalpha()
    first, second = one[same : same + 2], other[same : same + 2]
    return first == second[::-1] and first.isalpha() and one[same + 2 :] == other[same + 2 :]


def _letters(name: str) -> str:
    return "".join(character for character in name.lower() if character.isalnum())
