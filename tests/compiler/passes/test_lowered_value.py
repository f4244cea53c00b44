"""The text of an expression of a definition keeps the expression, and is the plain text otherwise."""

from __future__ import annotations

import copy

import pytest

from compiler import github, success
from compiler.diagnostic import calling_origin
from compiler.passes.lowered_value import lowered, mapping, sequence
from compiler.workflow.expression import Commented, Context, Operand, walk
from compiler.workflow.expression_template import parse_template
from compiler.workflow.expression_writer import render
from compiler.workflow.node import ExpressionText
from compiler.workflow.yaml_scalar import write_scalar


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (github.sha, "${{ github.sha }}"),
        ("a-" + github.sha, "a-${{ github.sha }}"),
        (Commented(github.sha, "why"), "${{ github.sha }}"),
        (success() & (github.ref == "x"), "${{ success() && github.ref == 'x' }}"),
    ],
)
def test_text_of_an_expression_is_the_text_and_has_the_expression(value: Operand, text: str) -> None:
    made = lowered(value)
    assert isinstance(made, ExpressionText)
    assert made == text
    assert hash(made) == hash(text)
    assert write_scalar(made) == write_scalar(text)
    assert made.expression is value.expression()
    assert render(parse_template(text)) == render(made.expression)
    again = copy.copy(made)
    assert (again, again.expression) == (text, made.expression)


def test_expression_has_its_place_in_the_definition() -> None:
    value, here = github.sha, calling_origin()
    (context,) = [part for part in walk(lowered(value).expression) if isinstance(part, Context)]
    assert context.origin == here._replace(byte=len("    value, here = ") + 1)


def test_values_in_collections_keep_their_expressions() -> None:
    values = [mapping({"A": github.sha})["A"], sequence(["a", github.sha])[1], lowered({"B": [github.sha]})["B"][0]]
    assert all(isinstance(value, ExpressionText) for value in values)


def test_other_values_are_plain() -> None:
    assert [type(lowered(value)) for value in ("text", "${{ text }}", 1, True, Commented("text", "why"))] == [str, str, int, bool, str]
