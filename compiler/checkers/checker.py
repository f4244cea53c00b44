"""What all checkers share: a task, a remark, and how a program is asked."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping


class CheckerError(Exception):
    """A checker cannot be run, or does not answer as it should. The message has no name of the checker."""


class Remark(NamedTuple):
    """What a checker says about a line of a file."""

    rule: str
    """The name of the checker, `/`, and its own name of the rule: `shellcheck/SC2086`."""
    message: str
    link: str
    """The page about the rule."""
    path: str
    """The file, relative to the folder in which the checker ran."""
    line: int
    """Counted from 1, as the column is; 0 for the whole file."""
    column: int


class Task(NamedTuple):
    """One run of a checker."""

    checker: Checker
    files: Mapping[str, str]
    """The files of the folder in which it runs, by path."""
    targets: tuple[str, ...]
    """Those that are checked, in the order of the arguments."""
    options: tuple[str, ...] = ()
    """Arguments before them, besides those of the checker."""


@dataclass(frozen=True, eq=False)
class Checker:
    """A program that checks files."""

    name: str
    """Of the program, and what `--checkers` calls it."""
    package: str
    """The package on PyPI that has it."""
    version: str
    """The argument that makes it print its version."""
    arguments: tuple[str, ...]
    """Those before the files. No setting of the machine may change the answer."""
    codes: frozenset[int]
    """The exit codes with which it answers."""
    form: type
    """The type of its answer, which is JSON."""
    remarks: Callable[[Any], Iterator[Remark]]
    """Reads its answer; any error of Python means that it is not the one that was expected."""
    unread: str = ""
    """What it prints to standard error about a file that it cannot read and leaves out."""


def read_answer(checker: Checker, answer: bytes) -> list[Remark]:
    """What a checker printed.

    Raises:
        CheckerError: if it is something else than its JSON.
    """
    try:
        said = json.loads(answer)
        if isinstance(said, checker.form):
            return list(checker.remarks(said))
        error: Exception = TypeError(type(said))
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError) as wrong:
        error = wrong
    shown = ascii(answer[:60].decode("utf-8", "replace"))
    raise CheckerError(f"it printed {shown}. Expected: the JSON of {checker.name}") from error
