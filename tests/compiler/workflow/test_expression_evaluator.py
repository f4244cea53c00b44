"""The evaluator: trees that definitions build, functions of the run, values that are not known, and limits."""

from __future__ import annotations

import math
import tracemalloc
from typing import TYPE_CHECKING

import pytest
from hypothesis import given

from compiler import Job, Run, StringInput, case, contains, github, hash_files, job, matrix, needs, secrets, success, to_json
from compiler.workflow.expression import Expression, as_expression
from compiler.workflow.expression_error import ExpressionError, Reason
from compiler.workflow.expression_evaluator import evaluate
from compiler.workflow.expression_functions import MAX_BYTES
from compiler.workflow.expression_parser import parse
from compiler.workflow.expression_values import Properties, Unknown, Value, number_of, number_of_text, shortest, text_of
from compiler.workflow.expression_writer import render
from tests.compiler.workflow.expression_shapes import expressions, outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

CONTEXTS: dict[str, Value] = {
    "github": {"sha": "abc", "event_name": "push", "event": {"labels": [{"name": "bug"}, {"name": "Docs"}]}, "run": Unknown("the run")},
    "matrix": {"push": 1, "os": "linux"},
    "needs": {"build": {"result": "success", "outputs": {"n": "3"}}, "test": {"result": Unknown("the job test"), "outputs": {}}},
    "inputs": {"tag": "1.0"},
    "steps": {"first": {"outputs": {"a-b": "x"}, "outcome": "failure"}},
}
step = Run("make", id="first")
build = Job("build", timeout_minutes=1, steps=[step], outputs={"n": step.outputs["a-b"]})


@pytest.mark.parametrize(
    ("built", "value"),
    [
        (github.sha + "-" + matrix.os, "abc-linux"),
        (("a-" + github.sha) == "A-ABC", True),
        (contains(github.event["labels"][:]["name"], "docs"), True),
        (matrix[github.event_name], 1),
        (build.outputs.n == 3, True),
        (build.result, "success"),
        (step.outputs["a-b"] & step.outcome, "failure"),
        (StringInput("tag", description="x") | "none", "1.0"),
        (case(github.sha == "x", 1, github.sha == "abc", 2, 3), 2),
        (to_json(matrix), '{\n  "push": 1,\n  "os": "linux"\n}'),
        (github.event["x"]["y"], None),
        (as_expression(math.inf) > 10**15, True),
    ],
)
def test_definition_has_its_value(built: Expression, value: Value) -> None:
    assert evaluate(built, CONTEXTS) == value
    assert evaluate(parse(render(built)), CONTEXTS) == value


@given(expressions)
def test_written_text_has_the_value_of_the_tree(tree: Expression) -> None:
    assert outcome(parse(render(tree))) == outcome(tree)


def test_functions_of_the_run_are_given() -> None:
    given: dict[str, Callable[..., Value]] = {"success": lambda: True, "hashFiles": lambda *patterns: "-".join(patterns)}
    assert evaluate(success() & hash_files("*.lock", "a"), {}, given) == "*.lock-a"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("github.run", "the run"),
        ("github.run.number", "the run"),
        ("!github.run", "the run"),
        ("github.run == 1", "the run"),
        ("1 < github.run", "the run"),
        ("format('{0}', github.run)", "the run"),
        ("toJSON(github)", "the run"),
        ("join(needs.*.result)", "the job test"),
        ("matrix[github.run]", "the run"),
        ("github.run.*", "the run"),
        ("case(github.run, 1, 2)", "the run"),
        ("case(1 == 1, github.run, 2)", "the run"),
        ("github.run || 'x'", "the run"),
        ("contains(needs.*.result, 'failure')", "the job test"),
        ("secrets.TOKEN == ''", "the context secrets"),
        ("always() && 1", "always()"),
    ],
)
def test_value_is_unknown_when_it_depends_on_one(text: str, value: str) -> None:
    assert evaluate(parse(text), CONTEXTS) == Unknown(value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("false && github.run", False),
        ("'x' || github.run", "x"),
        ("true && 2", 2),
        ("case(false, github.run, 2)", 2),
        ("case(true, 1, github.run)", 1),
        ("contains(needs.*.result, 'success')", True),
        ("format('{1}', github.sha, 'x')", "x"),
        ("github.event.labels[0].name", "bug"),
    ],
)
def test_value_is_known_when_it_does_not_depend_on_an_unknown_one(text: str, value: Value) -> None:
    assert evaluate(parse(text), CONTEXTS) == value


def test_error_has_the_place_of_its_call() -> None:
    with pytest.raises(ExpressionError) as caught:
        evaluate(parse("github.sha == 'x' || fromJSON(github.sha)"), CONTEXTS)
    assert (caught.value.kind, caught.value.offset) == ("evaluation", 21)
    assert str(caught.value) == "fromJSON() was given text that is not JSON (line 1, column 1): 'abc'"
    with pytest.raises(ExpressionError, match="a condition of case\\(\\) is String, and it must be Boolean") as caught:
        evaluate(parse("case(true && 'x', 1, 2)"), CONTEXTS)
    assert caught.value.offset == 5
    with pytest.raises(ExpressionError, match=r"the pattern '\{1\}' of format\(\) uses \{1\}, but format\(\) was given 1 value$") as caught:
        evaluate(case(github.sha == "x", 1, github.sha == "abc", needs[:], 3)[parse("format('{1}', 2)")], CONTEXTS)
    assert caught.value.offset == 0


def _doubled(times: int) -> str:
    return "format('{0}{0}', " * times + "'0123456789'" + ")" * times


def test_memory_is_limited() -> None:
    text = evaluate(parse(_doubled(14)), {})
    assert isinstance(text, str)
    assert len(text) == 10 * 2**14
    assert 4 * len(text) < MAX_BYTES
    for hostile in (_doubled(20), f"join(github.event.*, {_doubled(15)})", f"contains({_doubled(15)}, {_doubled(15)})"):
        with pytest.raises(ExpressionError, match="GitHub allows 1048576") as caught:
            evaluate(parse(hostile), {"github": {"event": dict.fromkeys(map(str, range(1000)), 1)}})
        assert caught.value.reason is Reason.TOO_LARGE
    with pytest.raises(ExpressionError, match="GitHub allows 1048576"):
        evaluate("x" + github.sha + github.sha, {"github": {"sha": "y" * 300_000}})


@pytest.mark.parametrize("text", [f"format('{'{0}' * 100}', github.sha)", "join(github.event.*, github.sha)"])
def test_text_that_is_too_long_is_refused_before_it_is_made(text: str) -> None:
    contexts: dict[str, Value] = {"github": {"sha": "x" * 400_000, "event": [1] * 100}}
    tracemalloc.start()
    try:
        with pytest.raises(ExpressionError, match="GitHub allows 1048576"):
            evaluate(parse(text), contexts)
        assert tracemalloc.get_traced_memory()[1] < 4_000_000
    finally:
        tracemalloc.stop()


def test_long_text_that_is_not_json_is_read_once() -> None:
    text = '"' + '\\"' * 250_000
    with pytest.raises(ExpressionError, match="is not JSON") as caught:
        evaluate(parse("fromJSON(github.sha)"), {"github": {"sha": text}})
    assert len(str(caught.value)) < 200


def test_nesting_of_values_is_limited() -> None:
    deep: Value = []
    for _ in range(5000):
        deep = [deep]
    with pytest.raises(ExpressionError, match="more than 100 levels"):
        evaluate(to_json(github), {"github": {"event": deep}})
    for text in ("[" * 10_000, '{"a":' * 4000, "[" * 200 + "]" * 200):
        with pytest.raises(ExpressionError, match="is not JSON"):
            evaluate(parse("fromJSON(github.sha)"), {"github": {"sha": text}})
    assert evaluate(parse("fromJSON(github.sha)"), {"github": {"sha": '"' + "[" * 10_000 + '"'}}) == "[" * 10_000


@pytest.mark.parametrize("text", ["{" * 300_001, "}" * 300_001, "{0}" * 100_000, "{" + "1" * 300_000 + "}", "{1" * 100_000])
def test_long_hostile_pattern_is_refused(text: str) -> None:
    with pytest.raises(ExpressionError):
        evaluate(parse("format(github.sha)"), {"github": {"sha": text}})


@pytest.mark.parametrize(
    ("number", "text", "json"),
    [
        (0.1 + 0.2, "0.3", "0.30000000000000004"),
        (1e21, "1e+21", "1e+21"),
        (123456789012345680000, "123456789012345680000", "123456789012345680000"),
        (1.5e-7, "1.5e-7", "1.5e-7"),
        (1e-20, "0", "1e-20"),
        (-1e-20, "0", "-1e-20"),
        (2**-16, "0.000015258789063", "0.0000152587890625"),
        (-(2**-16), "-0.000015258789063", "-0.0000152587890625"),
        (0.000001, "0.000001", "0.000001"),
        (1234.5, "1234.5", "1234.5"),
        (100.0, "100", "100"),
        (-0.0, "0", "0"),
        (5e-324, "0", "5e-324"),
        (1.7976931348623157e308, "1.7976931348623157e+308", "1.7976931348623157e+308"),
        (math.inf, "Infinity", "Infinity"),
        (-math.inf, "-Infinity", "-Infinity"),
        (math.nan, "NaN", "NaN"),
        (10**400, "Infinity", "Infinity"),
    ],
)
def test_number_is_text_as_in_javascript(number: float, text: str, json: str) -> None:
    assert text_of(number) == text
    assert shortest(number_of(number)) == json


@pytest.mark.parametrize("text", ["1_0", "٣", "0x", "0b1", "0XF", "0o8", "-0x1", "e1", "1e", "inf", "nan", "infinity", "+-1", "1.2.3", "."])
def test_text_is_no_number(text: str) -> None:
    assert math.isnan(number_of_text(text))


def test_property_is_found_without_regard_to_case() -> None:
    found = Properties()
    assert found.find({"A": 1, "a": 2}, "a") == (2, True)
    assert found.find({"Ab": 1, "AB": 2}, "aB") == (1, True)
    assert found.find({}, "a") == (None, False)
    values: list[dict[str, Value]] = [{"X": number} for number in range(100)]
    assert [found.find(value, "x") for value in values] == [(number, True) for number in range(100)]


class _Counted(dict[str, Value]):
    read = 0

    def __iter__(self) -> Iterator[str]:
        self.read += 1
        return super().__iter__()


def test_large_object_is_read_once() -> None:
    names = _Counted(b=1)
    text = " || ".join(f"x.a{number}" for number in range(2000))
    assert evaluate(parse(text, contexts=["x"]), {"x": names}) is None
    assert names.read == 1


def test_value_of_another_type_is_refused() -> None:
    with pytest.raises(TypeError, match="is not a value of an expression"):
        evaluate(~job.status, {"job": {"status": {1, 2}}})  # type: ignore[dict-item]
    assert evaluate(secrets.A, {"SECRETS": {"a": "b"}, "secrets": {"A": "c"}}) == "c"
