"""GitHub's functions, under Python's spelling of their names.

Source: https://docs.github.com/en/actions/reference/workflows-and-actions/expressions#functions
"""

from __future__ import annotations

import re
from string import Formatter
from typing import TYPE_CHECKING

from compiler.diagnostic import counted
from compiler.workflow.contexts import WholeContext
from compiler.workflow.expression import Call, as_expression

if TYPE_CHECKING:
    from compiler.workflow.expression import Expression, Operand, Scalar


def _call(function: str, *arguments: Operand | Scalar) -> Expression:
    return Call(function, tuple(as_expression(argument) for argument in arguments))


def contains(search: Operand | Scalar, item: Operand | Scalar) -> Expression:
    """Whether a string contains another string, or an array contains an element. Case is ignored."""
    return _call("contains", search, item)


def starts_with(text: Operand | Scalar, prefix: Operand | Scalar) -> Expression:
    """Whether a string starts with another string. Case is ignored."""
    return _call("startsWith", text, prefix)


def ends_with(text: Operand | Scalar, suffix: Operand | Scalar) -> Expression:
    """Whether a string ends with another string. Case is ignored."""
    return _call("endsWith", text, suffix)


def format(pattern: Operand | str, *values: Operand | Scalar) -> Expression:  # noqa: A001 - GitHub's name
    """The pattern with `{0}`, `{1}` … replaced by the values. Write `{{` and `}}` for braces.

    Raises:
        ValueError: for a brace with another meaning, and for a number without a value.
    """
    if isinstance(pattern, str):
        _check_pattern(pattern, len(values))
    return _call("format", pattern, *values)


def _check_pattern(pattern: str, count: int) -> None:
    wrong = f"the pattern {pattern!r} has a brace that is neither doubled nor around a number"
    try:
        fields = [field for field in Formatter().parse(pattern) if field[1] is not None]
    except ValueError:
        raise ValueError(wrong) from None
    for _, name, specifier, conversion in fields:
        if not re.fullmatch("[0-9]{1,3}", name or "") or specifier or conversion:
            raise ValueError(wrong)
        if int(name or "") >= count:
            needed = counted(int(name or "") + 1, "value")
            raise ValueError(f"the pattern {pattern!r} needs {needed}, because it uses {{{name}}}; format() was given {count}")


def join(array: Operand, separator: Operand | str = ",") -> Expression:
    """The elements of an array as one string, with the separator between them."""
    return _call("join", array, separator)


def to_json(value: Operand | WholeContext) -> Expression:
    """The value, or a whole context as in `to_json(github)`, as a string of indented JSON."""
    return _call("toJSON", value.whole_() if isinstance(value, WholeContext) else value)


def from_json(text: Operand | str) -> Expression:
    """The value of a string of JSON, such as an array for a matrix. GitHub fails the job if the string is not JSON."""
    return _call("fromJSON", text)


def hash_files(*patterns: Operand | str) -> Expression:
    """SHA-256 of the files in the workspace that match, in hexadecimal; the empty string if none does."""
    return _call("hashFiles", *patterns)


def case(*arguments: Operand | Scalar) -> Expression:
    """`case(condition, value, …, default)`: the value of the first condition that is true, or the default.

    Raises:
        TypeError: for an even number of arguments, or only one.
    """
    if len(arguments) < 3 or len(arguments) % 2 == 0:  # noqa: PLR2004
        raise TypeError(f"case() was given {counted(len(arguments), 'argument')}: give pairs of a condition and a value, and a default")
    return _call("case", *arguments)


def success() -> Expression:
    """Whether all previous steps succeeded; in the condition of a job, all jobs that it needs, directly or indirectly.

    GitHub adds it to every condition without a status check function.
    """
    return _call("success")


def failure() -> Expression:
    """Whether a previous step failed; in the condition of a job, whether a job failed that it needs, directly or indirectly."""
    return _call("failure")


def cancelled() -> Expression:
    """Whether the run was cancelled."""
    return _call("cancelled")


def always() -> Expression:
    """True, even if the run was cancelled."""
    return _call("always")
