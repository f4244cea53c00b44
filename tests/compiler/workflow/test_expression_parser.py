"""The parser: places of nodes and errors, messages, hostile text, and that it reads whatever is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from compiler import github
from compiler.workflow.expression import Context, Expression, walk
from compiler.workflow.expression_error import ExpressionError, Reason
from compiler.workflow.expression_parser import parse
from compiler.workflow.expression_template import parse_template
from compiler.workflow.expression_writer import render, render_value
from compiler.workflow.limits import MAX_EXPRESSION_LENGTH
from tests.compiler.workflow.expression_shapes import expressions, shape
from tests.projects import REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Iterator


@given(expressions)
def test_parser_reads_the_tree_that_was_written(tree: Expression) -> None:
    assert shape(parse(render(tree))) == shape(tree)


@pytest.mark.parametrize(
    ("text", "again"),
    [
        ("( github . sha )", "github.sha"),
        ("GitHub['SHA']", "github.SHA"),
        ("(github).sha", "github.sha"),
        ("fromjson ( '1' )", "fromJSON('1')"),
        ("1==2!=3", "1 == 2 != 3"),
        ("!(!github.sha)", "!!github.sha"),
        ("(github.a&&github.b)&&github.c", "(github.a && github.b) && github.c"),
        ("github[*][ 'x' ][matrix.a].true", "github.*.x[matrix.a].true"),
        ("github['*']", "github['*']"),
        (".5 + 0".removesuffix(" + 0"), "0.5"),
        ("0xff", "255"),
        ("+1", "1"),
        ("-Infinity", "-Infinity"),
        ("NaN", "NaN"),
        ("''''", "''''"),
        ("env.é".replace("é", "_e"), "env._e"),
        ("", "null"),
        (" \r\n\t", "null"),
        ("github.a\n&& github.b", "github.a && github.b"),
    ],
)
def test_text_is_parsed(text: str, again: str) -> None:
    assert render(parse(text)) == again


def test_node_has_its_place_in_the_text() -> None:
    text = "x: ${{ contains(github.event.labels.*.name, !(a)) }}".replace("(a)", "(env.b)")
    found = {render(part): text[part.span_.start : part.span_.end] for part in walk(parse_template(text)) if part.span_}
    assert found == {
        "format('x: {0}', contains(github.event.labels.*.name, !env.b))": text,
        "contains(github.event.labels.*.name, !env.b)": "contains(github.event.labels.*.name, !(env.b))",
        "github.event.labels.*.name": "github.event.labels.*.name",
        "github.event.labels.*": "github.event.labels.*",
        "github.event.labels": "github.event.labels",
        "github.event": "github.event",
        "'labels'": "labels",
        "'name'": "name",
        "!env.b": "!(env.b)",
        "env.b": "env.b",
    }
    assert all(part.origin is None for part in walk(parse(text[7:-3])) if isinstance(part, Context))
    assert isinstance(github.sha, Context)
    assert github.sha.span_ is None


ERRORS = [
    ("github.sha = 'a'", "lexing", 12, "unexpected symbol `=`"),
    ('github.sha == "a"', "lexing", 15, 'unexpected symbol `"a"`: strings have single quotes'),
    ("'it''s", "lexing", 1, "a string is not closed: it begins with ' and must end with '"),
    ("1 + 2", "lexing", 3, "unexpected symbol `+`"),
    ("env.a ? 1 : 2", "lexing", 7, "unexpected symbol `?`"),
    ("@" * 70, "lexing", 1, f"unexpected symbol `{'@' * 60}…`"),
    ("x" * 70, "parsing", 1, 'there is no context "' + "x" * 60 + '…": strings have single quotes'),
    ("github.sha ==", "parsing", 12, "the expression ends after `==`, and a value is missing"),
    ("(github.sha", "parsing", 9, "the expression ends after `sha`, and `)` is missing"),
    ("contains(env.a, env.b", "parsing", 21, "the expression ends after `b`, and `)` is missing"),
    ("github.", "parsing", 7, "the expression ends after `.`, and `*` is missing"),
    ("contains(env.a, 'x',)", "parsing", 21, "unexpected symbol `)`"),
    ("'abc'[0]", "parsing", 6, "unexpected symbol `[`"),
    ("true && , 1", "parsing", 9, "unexpected symbol `,`"),
    ("gitub.sha", "parsing", 1, 'there is no context "gitub": write `github`'),
    ("zzz", "parsing", 1, 'there is no context "zzz": strings have single quotes'),
    ("true && frmat('x')", "parsing", 9, 'there is no function "frmat": write `format`'),
    ("toJSON()", "parsing", 1, "toJSON() has too few arguments: 0, and it takes at least 1"),
    ("tojson(1, 2)", "parsing", 1, "toJSON() has too many arguments: 2, and it takes at most 1"),
    ("case(1, 2, 3, 4)", "parsing", 1, "case() has 4 arguments, and it takes an odd number: conditions, each with a value, and a default"),
    ("!" * 50 + "1", "parsing", 51, "the expression has more than 50 levels, which GitHub refuses"),
    ("(" * 50 + "1" + ")" * 50, "parsing", 51, "the expression has more than 50 levels, which GitHub refuses"),
    ("1" + "==1" * 50, "parsing", 152, "the expression has more than 50 levels, which GitHub refuses"),
    ("env" + ".a" * 50, "parsing", 104, "the expression has more than 50 levels, which GitHub refuses"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "kind", "position", "message"), ERRORS, ids=[str(number) for number in range(len(ERRORS))])
def test_error_says_what_is_wrong_and_where(text: str, kind: str, position: int, message: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    assert (caught.value.kind, (caught.value.offset or 0) + 1, str(caught.value)) == (kind, position, message)


def test_error_has_a_line_and_a_column() -> None:
    with pytest.raises(ExpressionError) as caught:
        parse("github.sha\n && a")
    assert (caught.value.line, caught.value.column) == (2, 5)
    assert (ExpressionError("parsing", Reason.EMPTY, "x").line, ExpressionError("parsing", Reason.EMPTY, "x").column) == (1, 1)


def test_length_is_counted_in_utf_16() -> None:
    parse(f"'{'a' * (MAX_EXPRESSION_LENGTH - 2)}'")
    parse(f"'{'😀' * (MAX_EXPRESSION_LENGTH // 2 - 1)}'")
    for text in (f"'{'a' * (MAX_EXPRESSION_LENGTH - 1)}'", f"'{'😀' * (MAX_EXPRESSION_LENGTH // 2)}'"):
        with pytest.raises(ExpressionError, match="GitHub accepts 21000") as caught:
            parse(text)
        assert caught.value.reason is Reason.TOO_LONG


@given(st.one_of(st.text(), st.text(alphabet="github.a1'[]()*!=<>&|,- \n\"", max_size=60)))
def test_any_text_is_parsed_or_refused(text: str) -> None:
    tree, offset = None, None
    try:
        tree = parse(text)
    except ExpressionError as error:
        offset = error.offset
    if tree is None:
        assert offset is not None
        assert 0 <= offset <= len(text)
    else:
        assert shape(parse(render(tree))) == shape(tree)


HOSTILE = ["(", "[", "!", "'a", "github.", "github[", "f(", "1==", "&&", "1&&", "${{", "é", "\ud800", "\x00", "-"]


@pytest.mark.parametrize("repeated", HOSTILE)
def test_long_hostile_text_is_refused(repeated: str) -> None:
    text = (repeated * MAX_EXPRESSION_LENGTH)[:MAX_EXPRESSION_LENGTH]
    with pytest.raises(ExpressionError):
        parse(text)


def _written(value: Any) -> Iterator[str]:
    """Each text with an expression in a workflow."""
    if isinstance(value, str):
        if "${{" in value:
            yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _written(inner)


def test_parser_reads_everything_that_definitions_print() -> None:
    files = [*REPOSITORY.glob("generated/**/*.yml"), *REPOSITORY.glob("tests/__snapshots__/test_cases/*.yml")]
    written = {text for path in files for text in _written(list(YAML(typ="safe").load_all(path)))}
    assert len(written) > 80
    assert {text: render_value(parse_template(text)) for text in written} == {text: text for text in written}
