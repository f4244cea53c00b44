"""What all checkers have in common: tasks, remarks, and the description of a program."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping


class CheckerError(Exception):
    """A checker cannot be run, or its output is not the expected one. The message does not name the checker."""


class Remark(NamedTuple):
    """What a checker reports about a line of a file."""

    rule: str
    """The name of the checker, a slash, and the checker's name for the rule: `shellcheck/SC2086`."""
    message: str
    link: str
    """The page about the rule."""
    path: str
    """The file, relative to the folder in which the checker ran."""
    line: int
    """Counted from 1, like the column; 0 for the whole file."""
    column: int


class Task(NamedTuple):
    """One run of a checker."""

    checker: Checker
    files: Mapping[str, str]
    """The texts of the files in the folder in which the checker runs, by path."""
    targets: tuple[str, ...]
    """The files to check, in the order of the arguments."""
    options: tuple[str, ...] = ()
    """Arguments before the files, after those of the checker."""


@dataclass(frozen=True, eq=False)
class Checker:
    """A program that checks files."""

    name: str
    """The name of the program, and its name in `--checkers`."""
    package: str
    """The package on PyPI that contains it."""
    version: str
    """The argument with which it prints its version."""
    arguments: tuple[str, ...]
    """The arguments before the files. With them, the result must not depend on settings of the machine."""
    codes: frozenset[int]
    """The exit codes after which its output is valid."""
    json_type: type
    """The type of its output, which is JSON."""
    remarks: Callable[[Any], Iterator[Remark]]
    """Reads its output. An exception means that the output has another form."""
    unread: str = ""
    """What it prints to standard error before the name of a file that it cannot read and skips."""


def read_output(checker: Checker, output: bytes) -> list[Remark]:
    """The remarks in the output of a checker.

    Raises:
        CheckerError: if the output is not the JSON of this checker.
    """
    try:
        value = json.loads(output)
        if isinstance(value, checker.json_type):
            return list(checker.remarks(value))
        error: Exception = TypeError(type(value))
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError) as wrong:
        error = wrong
    shown = ascii(output[:60].decode("utf-8", "replace"))
    raise CheckerError(f"it printed {shown}. Expected: the JSON of {checker.name}") from error
