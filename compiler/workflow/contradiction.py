"""Two conditions of which at most one can hold in the same run."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from compiler.workflow.expression import Binary, Call, Context, Literal, Logical, Not, Reference, walk
from compiler.workflow.expression_writer import render
from compiler.workflow.possible import path_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from compiler.workflow.expression import Expression
    from compiler.workflow.possible import Path

_OF_RUN = frozenset({"github", "inputs", "vars"})
"""Contexts that are the same in the conditions of all jobs of a run."""


class _Test(NamedTuple):
    """A comparison of a path with a text, in lower case."""

    path: Path
    kind: str
    """`==`, `!=` or `startsWith`."""
    text: str


class Part(NamedTuple):
    """What has to hold for a condition to hold."""

    text: str
    negated: str
    """The condition that it negates; empty if it is not a negation."""
    test: _Test | None


def parts_of(condition: Expression) -> Iterator[Part]:
    """What has to hold for a condition to hold, as far as it depends on nothing but the run."""
    operands = condition.operands_ if isinstance(condition, Logical) and condition.operator_ == "&&" else (condition,)
    for operand in operands:
        if isinstance(operand, Logical) and operand.operator_ == "&&":
            yield from parts_of(operand)
        elif _is_of_run(operand):
            negated = render(operand.operand_) if isinstance(operand, Not) else ""
            yield Part(render(operand), negated, _test(operand))


def contradiction(first: Sequence[Part], second: Sequence[Part]) -> tuple[Part, Part] | None:
    """A part of one and a part of the other that cannot both hold."""
    return next(((one, other) for one in first for other in second if _contradict(one, other)), None)


def _is_of_run(part: Expression) -> bool:
    contexts = [each for each in walk(part) if isinstance(each, Context | Reference)]
    return bool(contexts) and all((path_of(each) or ("",))[0] in _OF_RUN for each in contexts)


def _contradict(one: Part, other: Part) -> bool:
    if one.negated == other.text or other.negated == one.text:
        return True
    left, right = one.test, other.test
    if left is None or right is None or left.path != right.path:
        return False
    return _differ(left, right) or _differ(right, left)


def _differ(one: _Test, other: _Test) -> bool:
    match one.kind, other.kind:
        case "==", "==":
            return one.text != other.text
        case "==", "!=":
            return one.text == other.text
        case "==", "startsWith":
            return not one.text.startswith(other.text)
        case "startsWith", "startsWith":
            return not (one.text.startswith(other.text) or other.text.startswith(one.text))
        case _:
            return False


def _test(part: Expression) -> _Test | None:
    if isinstance(part, Binary) and part.operator_ in {"==", "!="}:
        return _of(part.left_, part.right_, part.operator_) or _of(part.right_, part.left_, part.operator_)
    if isinstance(part, Call) and part.function_ == "startsWith":
        text, prefix = part.arguments_
        return _of(text, prefix, part.function_)
    return None


def _of(side: Expression, text: Expression, kind: str) -> _Test | None:
    path = path_of(side)
    if path is None or "*" in path or not isinstance(text, Literal) or not isinstance(text.value_, str):
        return None
    return _Test(path, kind, text.value_.lower())
