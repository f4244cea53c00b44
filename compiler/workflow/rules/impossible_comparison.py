"""A comparison with a value that the other side never has: it is always false, or with `!=` always true."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.diagnostic import Finding, closest
from compiler.workflow.expression import Binary, Literal
from compiler.workflow.expression_writer import render
from compiler.workflow.impossible import SWAPPED, TEXT, impossible_comparisons
from compiler.workflow.possible import place_of
from compiler.workflow.possible_values import Values
from compiler.workflow.situation import REFS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from compiler.workflow.expression import Logical, Scalar
    from compiler.workflow.impossible import Impossible
    from compiler.workflow.parsed import ParsedAction, ParsedJob, ParsedWorkflow
    from compiler.workflow.possible import Possible
    from compiler.workflow.walk import ExpressionUse

_RULE = "impossible-comparison"
_SHOWN = 12
_MAX_VALUE_LENGTH = 120
"""The maximum length of a value in a message."""
_OTHER_NAMES = {"aarch64": "ARM64", "amd64": "X64", "x86_64": "X64", "darwin": "macOS", "ubuntu": "Linux"}
"""Other names for the values of `runner`."""


def impossible_comparison(workflow: ParsedWorkflow) -> Iterator[Finding]:
    """Comparisons of contexts whose values GitHub lists or the workflow declares.

    Sources: https://docs.github.com/en/actions/reference/workflows-and-actions/contexts and, for values of different types,
    https://docs.github.com/en/actions/reference/workflows-and-actions/expressions#operators
    """
    values = Values(workflow.node)
    yield from _findings(workflow.own_uses, None, values)
    for job in workflow.jobs:
        yield from _findings(job.uses, job, values)


def impossible_comparison_in_action(action: ParsedAction) -> Iterator[Finding]:
    """The findings in an action."""
    yield from _findings(action.uses, None, Values(None))


def _findings(uses: Iterable[ExpressionUse], job: ParsedJob | None, values: Values) -> Iterator[Finding]:
    return (_finding(each, use) for use in uses for each in impossible_comparisons(use, job, values))


def _finding(impossible: Impossible, use: ExpressionUse) -> Finding:
    if impossible.operands is not None and isinstance(impossible.part, Binary):
        return _without_parentheses(impossible.part, impossible.operands, use)
    part, side, found, value, in_list, _ = impossible
    texts = [each for each in found.values if isinstance(each, str) and each]
    shown = f'"{_short(value)}"' if isinstance(value, str) else render(Literal(value))
    verb = {"contains": "never has", "startsWith": "never starts with"}.get(getattr(part, "function_", ""), "is never")
    name, always = _short(render(side)), "true" if getattr(part, "operator_", "==") == "!=" else "false"
    message = f"this is always {always}: `{name}` {verb} {shown}"
    if found is TEXT:
        message = f"`{name}` is a string, and the string 'true' does not equal the Boolean true"
    elif found is SWAPPED:
        message = f"this asks whether the text {shown} starts with `{name}`"
    similar = _OTHER_NAMES.get(value.lower()) or closest(value, texts) if isinstance(value, str) and texts else ""
    expected = found.words or _listed(found)
    remedy = _of_pattern(impossible, use) or _of_ref(found, value) or found.remedy or (f"write `{similar}`" if similar else "")
    return Finding(
        rule=_RULE,
        message=f"{shown} in the list matches nothing: `{name}` is never {shown}" if in_list else message,
        expected=expected,
        remedy=remedy,
        origin=place_of(part) or use.place,
    )


def _without_parentheses(part: Binary, operands: Logical, use: ExpressionUse) -> Finding:
    """A comparison in a definition that takes the operands of `&` or `|` as one value."""
    operator, other = operands.operator_[0], part.right_ if operands is part.left_ else part.left_
    example = f"… {operator} (… {part.operator_} …)" if operands is part.left_ else f"(… {part.operator_} …) {operator} …"
    message = f"Python's `{operator}` binds more tightly than `{part.operator_}`, so this compares all of `{_short(render(operands))}`"
    return Finding(
        rule=_RULE,
        message=f"{message} with `{_short(render(other))}`",
        expected="parentheses around the comparison",
        remedy=f"write `{example}`",
        origin=place_of(part) or use.place,
    )


def _of_pattern(impossible: Impossible, use: ExpressionUse) -> str:
    """The remedy for a character that looks like a pattern; empty without one."""
    special = next((each for each in impossible.found.never_in if each in str(impossible.value)), "")
    if not special:
        return ""
    if isinstance(impossible.part, Binary) or impossible.in_list:
        function = "startsWith" if use.node.is_read else "starts_with"
        return f"no ref contains `{special}`, and expressions have no patterns: compare its beginning with `{function}`"
    return f"no ref contains `{special}`, and expressions have no patterns: leave it out"


def _of_ref(found: Possible, value: Scalar) -> str:
    """The remedy for a ref with a wrong prefix; empty for any other value."""
    is_begun = found.prefixes == REFS.prefixes and isinstance(value, str) and value.startswith(("refs/", "heads/", "tags/"))
    return "correct the beginning: it must be `refs/heads/`, `refs/tags/` or `refs/pull/`" if is_begun else ""


def _short(text: str) -> str:
    return text if len(text) <= _MAX_VALUE_LENGTH else f"{text[: _MAX_VALUE_LENGTH - 1]}…"


def _listed(found: Possible) -> str:
    values = [f'"{value}"' if isinstance(value, str) else str(value).lower() for value in found.values if value not in {None, ""}]
    more = f" and {len(values) - _SHOWN} more" if len(values) > _SHOWN else ""
    return f"{'one of ' if len(values) > 1 else ''}{', '.join(values[:_SHOWN])}{more}"
