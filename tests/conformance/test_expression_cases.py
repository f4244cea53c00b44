"""GitHub's own cases for its expression language: see tests/conformance/expressions/README.md."""

from __future__ import annotations

import json
from typing import Any

import pytest

from compiler.workflow.expression_error import ExpressionError, Reason
from compiler.workflow.expression_evaluator import evaluate
from compiler.workflow.expression_parser import parse
from compiler.workflow.expression_values import type_of
from tests.tools import ROOT

FOLDER = ROOT / "tests/conformance/expressions"
REASONS = {
    "Unexpected symbol": Reason.UNEXPECTED_SYMBOL,
    "Unexpected end of expression": Reason.UNEXPECTED_END,
    "Unrecognized named-value": Reason.UNKNOWN_CONTEXT,
    "Unrecognized function": Reason.UNKNOWN_FUNCTION,
    "Too few parameters supplied": Reason.TOO_FEW_ARGUMENTS,
    "Too many parameters supplied": Reason.TOO_MANY_ARGUMENTS,
    "Even number of parameters supplied": Reason.EVEN_ARGUMENTS,
    "Exceeded max expression depth 50": Reason.TOO_DEEP,
    "The following format string is invalid": Reason.INVALID_FORMAT,
    "The following format string references more arguments than were supplied": Reason.MISSING_FORMAT_VALUE,
    "case predicate must evaluate to a boolean value": Reason.NOT_BOOLEAN,
    "The maximum allowed memory size was exceeded": Reason.TOO_LARGE,
}
"""GitHub's messages by their first words, and what they mean."""


CASES: dict[str, list[dict[str, Any]]] = {
    path.stem: [case for cases in json.loads(path.read_text(encoding="utf-8")).values() for case in cases]
    for path in sorted(FOLDER.glob("*.json"))
}
"""The cases of each file. One test runs a file, since a test for each case would take ten times as long."""


def test_every_case_is_here() -> None:
    assert sum(map(len, CASES.values())) == 1020


@pytest.mark.parametrize("file", CASES)
def test_expression_has_the_value_that_github_computes(file: str) -> None:
    for case in CASES[file]:
        if "err" not in case:
            contexts, expected = case.get("contexts", {}), case["result"]
            value = evaluate(parse(case["expr"], contexts=contexts), contexts)
            assert (type_of(value).value, _exact(value)) == (expected["kind"], _exact(expected["value"])), case["expr"]


@pytest.mark.parametrize("file", [file for file, cases in CASES.items() if any("err" in case for case in cases)])
def test_expression_is_refused_for_the_reason_that_github_gives(file: str) -> None:
    for case in CASES[file]:
        if "err" in case:
            contexts, expected = case.get("contexts", {}), case["err"]
            with pytest.raises(ExpressionError) as caught:
                evaluate(parse(case["expr"], contexts=contexts), contexts)
            error = caught.value
            reason = next(reason for words, reason in REASONS.items() if expected["value"].startswith(words))
            assert (error.kind, error.reason) == (expected["kind"], reason), case["expr"]
            _, words, place = expected["value"].partition("Located at ")
            if words:
                assert error.offset is not None
                assert f"position {error.offset + 1} within expression: {case['expr']}".startswith(place)


def _exact(value: Any) -> Any:
    """The value as something that is only equal to the same: Python's True is equal to 1."""
    match value:
        case bool() | str() | None:
            return json.dumps(value)
        case int() | float():
            return float(value)
        case list():
            return [_exact(element) for element in value]
        case _:
            return {name: _exact(element) for name, element in value.items()}
