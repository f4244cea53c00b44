"""zizmor finds security problems in workflows and actions. It runs offline, with its default persona and without a configuration.

Source: https://docs.zizmor.sh/usage/
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from compiler.checkers.checker import Checker, Remark, Task

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


_IGNORED = frozenset({"self-repository"})
"""Rules that are not reported. The compiler writes the `./` before the path of an action that definitions declare."""


def _remarks(output: Any) -> Iterator[Remark]:
    for finding in (each for each in output if each["ident"] not in _IGNORED):
        location = next(each for each in finding["locations"] if each["symbolic"]["kind"] == "Primary")
        symbolic, start = location["symbolic"], location["concrete"]["location"]["start_point"]
        path, line, column = str(symbolic["key"]["Local"]["verbatim_path"]), int(start["row"]) + 1, int(start["column"]) + 1
        yield Remark(f"zizmor/{finding['ident']}", f"{finding['desc']}: {symbolic['annotation']}", str(finding["url"]), path, line, column)


ZIZMOR = Checker(
    "zizmor",
    package="zizmor",
    version="--version",
    arguments=("--quiet", "--offline", "--no-config", "--no-progress", "--no-exit-codes", "--color", "never", "--format", "json-v1"),
    codes=frozenset({0}),
    json_type=list,
    remarks=_remarks,
    unread="failed to ",
)


def zizmor_task(workflows: Mapping[str, str], actions: Mapping[str, str]) -> Task:
    """Check the workflows and actions of one repository. The arguments are those of `actionlint_task`."""
    return Task(ZIZMOR, {**actions, **workflows}, (*workflows, *actions))
