"""Conditions as GitHub evaluates them."""

from __future__ import annotations

import pytest

from compiler.workflow.condition import Condition, ConditionError, condition_of


@pytest.mark.parametrize(
    ("text", "evaluated", "constant"),
    [
        (None, "success()", None),
        ("", "success()", None),
        ("github.ref == 'x'", "success() && github.ref == 'x'", None),
        ("${{ github.ref == 'x' }}", "success() && github.ref == 'x'", None),
        ("always()", "always()", None),
        ("github.ref == 'x' || failure()", "github.ref == 'x' || failure()", None),
        ("false", "success() && false", False),
        ("${{ 1 == 1 }}", "success() && 1 == 1", True),
        ("false && github.ref", "success() && (false && github.ref)", False),
        ("${{ github.ref == 'x' }} ", "success() && format('{0} ', github.ref == 'x')", True),
        ("!${{ false }}", "success() && format('!{0}', false)", True),
    ],
)
def test_condition_is_what_github_evaluates(text: str | None, evaluated: str, constant: bool | None) -> None:
    assert condition_of(text) == Condition(evaluated, constant)


@pytest.mark.parametrize("text", ["${{ github.ref", "a", "github.", "(" * 100 + "1" + ")" * 100, "!" * 49 + "1", "fromJSON('{')"])
def test_condition_that_is_no_expression_is_an_error(text: str) -> None:
    with pytest.raises(ConditionError):
        condition_of(text)
