"""Values of files: text with `${{ }}`, and conditions."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compiler import always, cancelled, github
from compiler.workflow.expression import Expression, Text, TooDeepError
from compiler.workflow.expression_error import ExpressionError, Reason
from compiler.workflow.expression_evaluator import evaluate
from compiler.workflow.expression_template import parse_condition, parse_template, with_status
from compiler.workflow.expression_writer import render, render_value
from tests.compiler.workflow.expression_shapes import expressions, outcome, shape

SHA = {"github": {"sha": "abc"}}


@pytest.mark.parametrize(
    ("text", "tree", "value"),
    [
        ("", "''", ""),
        ("plain {0} it's", "'plain {0} it''s'", "plain {0} it's"),
        ("${{ github.sha }}", "github.sha", "abc"),
        ("${{github.sha}}", "github.sha", "abc"),
        ("a-${{ github.sha }}", "format('a-{0}', github.sha)", "a-abc"),
        ("${{ github.sha }}${{ 1 }}", "format('{0}{1}', github.sha, 1)", "abc1"),
        ("{${{ 'x' }}}}", "format('{{{0}}}}}', 'x')", "{x}}"),
        ("$${{ 1 }}", "format('${0}', 1)", "$1"),
        ("${{ '${{' }}", "'${{'", "${{"),
        ("${{ '}}' }}", "'}}'", "}}"),
        ("${{ 'it''s }}' }}!", "format('{0}!', 'it''s }}')", "it's }}!"),
        ("${{\n github.sha\n}}\n", "format('{0}\n', github.sha)", "abc\n"),
        ("$ {{ x }} }}", "'$ {{ x }} }}'", "$ {{ x }} }}"),
        ("${{ toJSON(fromJSON('{}')) }}", "toJSON(fromJSON('{}'))", "{}"),
    ],
)
def test_template_is_parsed(text: str, tree: str, value: str) -> None:
    assert render(parse_template(text)) == tree
    assert evaluate(parse_template(text), SHA) == value


@pytest.mark.parametrize(
    ("text", "reason", "offset"),
    [
        ("a ${{ github.sha", Reason.NOT_CLOSED, 2),
        ("${{ 'x }}", Reason.NOT_CLOSED, 0),
        ("${{ 1 }} ${{ } }", Reason.NOT_CLOSED, 9),
        ("a ${{ }}", Reason.EMPTY, 2),
        ("${{}}", Reason.EMPTY, 0),
        ("a ${{ github.sha = 1 }}", Reason.UNEXPECTED_SYMBOL, 17),
        ("é ${{ githb.sha }}", Reason.UNKNOWN_CONTEXT, 6),
        ("a\n${{ 1 2 }}", Reason.UNEXPECTED_SYMBOL, 8),
        ("${{ a${{ b }} }}", Reason.UNEXPECTED_SYMBOL, 4),
    ],
)
def test_error_has_its_place_in_the_whole_text(text: str, reason: Reason, offset: int) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse_template(text)
    assert (caught.value.reason, caught.value.offset, caught.value.text) == (reason, offset, text)


@pytest.mark.parametrize("repeated", ["${{", "${{ '", "${{ }", "${{ 1 }", "${{ x }}"])
def test_long_hostile_text_is_refused(repeated: str) -> None:
    with pytest.raises(ExpressionError):
        parse_template(repeated * 100_000)


@given(st.lists(st.one_of(st.text(alphabet="a{}'$ -", max_size=5), expressions), min_size=1, max_size=5))
def test_written_text_is_read(parts: list[str | Expression]) -> None:
    value: Any = ""
    for part in parts:
        value = value + part
    if isinstance(value, Text) and not any("${{" in part for part in value.parts_ if isinstance(part, str)):
        assert outcome(parse_template(render_value(value))) == outcome(value)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("github.sha == 'a'", "github.sha == 'a'"),
        ("  github.sha == 'a'\n", "github.sha == 'a'"),
        ("${{ github.sha == 'a' }}", "github.sha == 'a'"),
        ("", "success()"),
        (" \n", "success()"),
        ("${{ '' }}", "success()"),
        ("${{ 'false' }}", "false"),
        ("'false'", "'false'"),
        ("${{ github.sha }} == 'a'", "format('{0} == ''a''', github.sha)"),
        ("${{ github.sha }}\n", "format('{0}\n', github.sha)"),
        ("!${{ failure() }}", "format('!{0}', failure())"),
    ],
)
def test_condition_is_parsed(text: str, tree: str) -> None:
    assert render(parse_condition(text)) == tree


def test_condition_is_refused_when_it_is_no_expression() -> None:
    for text in ("github.sha = 1", "${{ 'x y' }}", "a b", '"x"'):
        with pytest.raises(ExpressionError):
            parse_condition(text)


def test_condition_with_text_is_always_true() -> None:
    assert isinstance(parse_condition("${{ 1 == 2 }}\n"), Text)
    assert evaluate(~parse_condition("${{ 1 == 2 }}\n"), {}) is False


@pytest.mark.parametrize(
    ("condition", "whole"),
    [
        (github.sha == "a", "success() && github.sha == 'a'"),
        ((github.sha == "a") | (github.ref == "b"), "success() && (github.sha == 'a' || github.ref == 'b')"),
        (~cancelled() & github.sha, "!cancelled() && github.sha"),
        ((github.sha == "a") | always(), "github.sha == 'a' || always()"),
        (parse_condition("'success()' == FAILURE()"), "'success()' == failure()"),
        (parse_condition("'success()'"), "success() && 'success()'"),
        (parse_condition("${{ Success() }} x"), "format('{0} x', success())"),
    ],
)
def test_condition_gets_success_when_it_has_no_status_function(condition: Expression, whole: str) -> None:
    assert render(with_status(condition)) == whole


def test_condition_with_the_most_levels_is_refused_when_it_has_no_status_function() -> None:
    with pytest.raises(TooDeepError):
        with_status(parse_condition("!" * 49 + "1"))
    assert shape(parse_condition("!" * 48 + "always()"))
