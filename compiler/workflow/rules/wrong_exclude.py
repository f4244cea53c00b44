"""An element of a matrix's `exclude` that excludes nothing, or an `exclude` that leaves no job."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from compiler.diagnostic import Finding, one_of, suggestion
from compiler.workflow.interpolation import OPEN
from compiler.workflow.node import Mapping, Node, Sequence
from compiler.workflow.tree import Strategy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from compiler.workflow.parsed import ParsedJob, ParsedWorkflow

_RULE = "wrong-exclude"
_MAX_COMPARISONS = 10_000
"""A key is not checked if its values times the elements of `exclude` exceed this, so that an untrusted file cannot slow the check down."""
_MAX_VALUE_LENGTH = 80
"""The maximum length of a value in a message."""


def wrong_exclude(workflow: ParsedWorkflow) -> Iterator[Finding]:
    """Matrices whose values are constant. A key that the matrix does not have is refused when the matrix is read.

    Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstrategymatrixexclude
    """
    for job in workflow.jobs:
        strategy = job.node.strategy
        matrix = strategy.matrix if isinstance(strategy, Strategy) else None
        excludes = matrix.get("exclude") if isinstance(matrix, Mapping) else None
        if isinstance(strategy, Strategy) and isinstance(matrix, Mapping) and isinstance(excludes, Sequence):
            found = list(_unmatched(matrix, excludes, strategy))
            yield from found
            if not found:
                yield from _without_jobs(job, strategy, excludes)


def _unmatched(matrix: Mapping[Any], excludes: Sequence[Any], strategy: Strategy) -> Iterator[Finding]:
    axes = {key.lower(): values for key, values in matrix.items() if key.lower() not in {"include", "exclude"}}
    for index, element in enumerate(excludes):
        for key, wanted in element.items() if isinstance(element, Mapping) else ():
            values = axes.get(key.lower())
            if not isinstance(values, Sequence) or len(values) * len(excludes) > _MAX_COMPARISONS or _has_expression([wanted, *values]):
                continue
            if not _can_exclude(wanted, values):
                yield _finding(key, wanted, values, _place(element, key) or _place(excludes, index) or strategy.place)
                break


def _can_exclude(wanted: Any, values: Sequence[Any]) -> bool:
    from compiler.workflow.matrix import excludes  # noqa: PLC0415 - few matrices exclude anything

    return any(excludes(wanted, value) for value in values)


def _finding(key: str, wanted: Any, values: Sequence[Any], place: Any) -> Finding:
    texts = [value if isinstance(value, str) else str(value).lower() for value in values if isinstance(value, str | int | float)]
    shown = _short(json.dumps(wanted, ensure_ascii=False))
    return Finding(
        rule=_RULE,
        message=f'this element of `exclude` excludes nothing: "{key}" of the matrix is never {shown}',
        expected=one_of(set(texts)) if texts else f'a value of "{key}"',
        remedy=(suggestion(wanted, texts) if isinstance(wanted, str) else "") or "correct the value, or remove the element",
        origin=place,
        field="matrix",
    )


def _without_jobs(job: ParsedJob, strategy: Strategy, excludes: Sequence[Any]) -> Iterator[Finding]:
    from compiler.workflow.matrix import expand_matrix  # noqa: PLC0415 - few matrices exclude anything

    expansion = expand_matrix(strategy, {})
    if expansion is not None and expansion.combinations == [] and not expansion.findings:
        yield Finding(
            rule=_RULE,
            message=f'`exclude` excludes every job of the matrix of "{job.id}", so nothing runs',
            expected="at least one remaining combination",
            remedy="remove an element of `exclude`, or add a value to the matrix",
            origin=_place(strategy.matrix, "exclude") or excludes.place or strategy.place,
            field="matrix",
        )


def _place(node: Any, entry: str | int) -> Any:
    return node.value_places.get(entry) or node.places.get(entry) if isinstance(node, Node) else None


def _has_expression(value: object) -> bool:
    """Whether a value has an expression in it, without recursion: a file may be deep."""
    left = [value]
    while left:
        each = left.pop()
        if isinstance(each, str) and OPEN in each:
            return True
        if isinstance(each, dict):
            left += [*each, *each.values()]
        elif isinstance(each, list):
            left += each
    return False


def _short(text: str) -> str:
    return text if len(text) <= _MAX_VALUE_LENGTH else f"{text[: _MAX_VALUE_LENGTH - 1]}…"
