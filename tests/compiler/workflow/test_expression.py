"""Expressions: precedence, brackets and quotes come out as GitHub reads them."""

from __future__ import annotations

import http
import math
import re
from typing import TYPE_CHECKING, Any

import pytest

import compiler
from compiler import (
    Job,
    Run,
    StringInput,
    cancelled,
    case,
    contains,
    ends_with,
    env,
    from_json,
    github,
    hash_files,
    inputs,
    job,
    join,
    matrix,
    needs,
    runner,
    secrets,
    starts_with,
    steps,
    strategy,
    to_json,
    variables,
)
from compiler.diagnostic import counted
from compiler.workflow.expression import Commented, Expression, Operand, Text, TooDeepError, as_expression, walk
from compiler.workflow.expression_writer import render, render_value

if TYPE_CHECKING:
    from collections.abc import Callable

a, b, c = github.actor, github.ref, github.sha

RENDERED = [
    ((a | b) & c, "(github.actor || github.ref) && github.sha"),
    (a | b & c, "github.actor || github.ref && github.sha"),
    (a & b | c, "github.actor && github.ref || github.sha"),
    (~(a == b), "!(github.actor == github.ref)"),
    (~a == b, "!github.actor == github.ref"),
    (~~a, "!!github.actor"),
    (~(a & b), "!(github.actor && github.ref)"),
    (a & (b & c), "github.actor && (github.ref && github.sha)"),
    ((a == b) == c, "github.actor == github.ref == github.sha"),
    (a == (b == c), "github.actor == (github.ref == github.sha)"),
    ((a < 1) == (b >= 2), "github.actor < 1 == github.ref >= 2"),
    ((a == b) < c, "(github.actor == github.ref) < github.sha"),
    (a != "it's", "github.actor != 'it''s'"),
    (a == "", "github.actor == ''"),
    (a == None, "github.actor == null"),  # noqa: E711 - an expression, not a comparison
    ((a == True) | (b == False), "github.actor == true || github.ref == false"),  # noqa: E712
    ((a > -1) & (b <= 1.5), "github.actor > -1 && github.ref <= 1.5"),
    ("x" | a, "'x' || github.actor"),
    (True & a, "true && github.actor"),
    (github.event["pull_request"]["head-ref"][0], "github.event.pull_request.head-ref[0]"),
    (github.event["a b"]["it's"], "github.event['a b']['it''s']"),
    ((a | b)["c"], "(github.actor || github.ref).c"),
    (matrix["node-version"], "matrix.node-version"),
    (strategy.job_index + "", "format('{0}', strategy.job-index)"),
    (secrets.TOKEN | secrets["OTHER_TOKEN"], "secrets.TOKEN || secrets.OTHER_TOKEN"),
    (variables.REGISTRY | env.REGISTRY | runner.os, "vars.REGISTRY || env.REGISTRY || runner.os"),
    (contains(a, "x") & starts_with(b, "y"), "contains(github.actor, 'x') && startsWith(github.ref, 'y')"),
    (ends_with(c, "z"), "endsWith(github.sha, 'z')"),
    (from_json(to_json(github.event)), "fromJSON(toJSON(github.event))"),
    (join(github.event, ", "), "join(github.event, ', ')"),
    (hash_files("**/package-lock.json", "*.toml"), "hashFiles('**/package-lock.json', '*.toml')"),
    (compiler.format("{0}-{1}", a, 3), "format('{0}-{1}', github.actor, 3)"),
    (case(a == "x", 1, b == "y", 2, 3), "case(github.actor == 'x', 1, github.ref == 'y', 2, 3)"),
    (~cancelled() & (compiler.success() | compiler.failure() | compiler.always()), "!cancelled() && (success() || failure() || always())"),
    (contains("{it's}-" + a, b), "contains(format('{{it''s}}-{0}', github.actor), github.ref)"),
    (StringInput("what", description="x") == "y", "inputs.what == 'y'"),
    (Commented(a, "why") & b, "github.actor && github.ref"),
    (github.event["labels"][:]["name"], "github.event.labels.*.name"),
    (contains(needs[:]["result"], "failure"), "contains(needs.*.result, 'failure')"),
    ((a | b)[:], "(github.actor || github.ref).*"),
    (matrix.x[github.event_name], "matrix.x[github.event_name]"),
    (matrix[github.event_name]["a"], "matrix[github.event_name].a"),
    (matrix.x[0][a == b], "matrix.x[0][github.actor == github.ref]"),
    (to_json(github), "toJSON(github)"),
    (to_json(inputs) + to_json(steps), "format('{0}{1}', toJSON(inputs), toJSON(steps))"),
    (job.status == "success", "job.status == 'success'"),
    (from_json("[1]")[-1], "fromJSON('[1]')[-1]"),
    (as_expression("text")["a"], "('text').a"),
    ((a < math.inf) | (a > -math.inf), "github.actor < Infinity || github.actor > -Infinity"),
    (as_expression(math.nan) == a, "NaN == github.actor"),
    (a == 1e21, "github.actor == 1e+21"),
    (a == -0.0, "github.actor == -0.0"),
    (a == http.HTTPStatus.OK, "github.actor == 200"),
    (env["true"] | matrix["1a"], "env.true || matrix['1a']"),
    (a & b & c & (a | b | c), "github.actor && github.ref && github.sha && (github.actor || github.ref || github.sha)"),
]  # fmt: skip


@pytest.mark.parametrize(("value", "text"), RENDERED, ids=[text for _, text in RENDERED])
def test_expression_is_rendered(value: Expression, text: str) -> None:
    assert render(value.expression()) == text


def test_value_is_rendered() -> None:
    assert render_value(a) == "${{ github.actor }}"
    assert render_value("v-" + a + "/" + b) == "v-${{ github.actor }}/${{ github.ref }}"
    assert render_value(("x" + a) + ("y" + b)) == "x${{ github.actor }}y${{ github.ref }}"
    assert render_value(Commented("a" + a, "why")) == "a${{ github.actor }}"


def test_outputs_and_results_are_rendered() -> None:
    step = Run("echo", id="first-step")
    job = Job("one", timeout_minutes=1, steps=[step], outputs={"a-b": step.outputs["a-b"]})
    assert render(step.outputs["a-b"]) == "steps.first-step.outputs.a-b"
    assert render(step.outputs.value | step.outcome | step.conclusion) == (
        "steps.first-step.outputs.value || steps.first-step.outcome || steps.first-step.conclusion"
    )
    assert render(job.outputs["a-b"]) == "needs.one.outputs.a-b"
    assert render(job.result == "success") == "needs.one.result == 'success'"


@pytest.mark.parametrize(
    ("mistake", "message"),
    [
        (lambda: a and b, "combine expressions with &, | and ~"),
        (lambda: not a, "combine expressions with &, | and ~"),
        (lambda: 1 < a < 3, "chained comparison"),
        (lambda: f"x-{a}", "join text and expressions with +"),
        (lambda: list(a), "cannot be iterated"),
        (lambda: a == [1], "cannot be used in an expression"),
        (
            lambda: contains(a, {"x": 1}),  # type: ignore[arg-type]
            "cannot be used in an expression",
        ),
    ],
)
def test_python_operators_without_a_meaning_raise(mistake: Any, message: str) -> None:
    with pytest.raises(TypeError, match=re.escape(message)):
        mistake()


def test_context_rejects_unknown_properties() -> None:
    with pytest.raises(AttributeError, match=r'the context "github" has no property "reff": write `ref`'):
        _ = github.reff  # type: ignore[attr-defined]
    with pytest.raises(AttributeError, match='"compiler" has no "Jop"'):
        _ = compiler.Jop  # type: ignore[attr-defined]


def test_index_without_a_meaning_raises() -> None:
    labels = github.event["labels"]
    mistakes: list[tuple[Callable[[], object], str]] = [
        (lambda: labels["*"], 'the object filter is [:], as in labels[:]["name"]'),
        (lambda: matrix["*"], "the object filter is [:]"),
        (lambda: labels[1:], "GitHub has no slices"),
        (lambda: labels[True], "True cannot be an index"),
        (
            lambda: labels[1.5],  # type: ignore[index]
            "1.5 cannot be an index",
        ),
        (
            lambda: labels[None],  # type: ignore[index]
            "None cannot be an index",
        ),
    ]
    for mistake, output in mistakes:
        with pytest.raises(TypeError, match=re.escape(output)):
            mistake()


def test_context_has_no_value_but_its_properties() -> None:
    mistakes: list[tuple[Callable[[], object], str]] = [
        (lambda: f"{matrix}", "the context matrix has no value before the workflow runs"),
        (lambda: list(matrix), "has no value"),
        (lambda: github == "x", "has no value"),
        (lambda: bool(secrets), "has no value"),
        (lambda: "x" in env, "has no value"),
        (lambda: contains(github, "x"), "the context github cannot be used in an expression"),  # type: ignore[arg-type]
        (lambda: needs["build"], "a definition cannot use `needs.build`: use the object"),
    ]
    for mistake, output in mistakes:
        with pytest.raises(TypeError, match=re.escape(output)):
            mistake()
    with pytest.raises(AttributeError, match='the context "github" has no property "shaa": write `sha`'):
        _ = github["shaa"]


def test_number_that_github_rounds_raises() -> None:
    assert render((a == 2**53).expression()) == "github.actor == 9007199254740992"
    with pytest.raises(ValueError, match="GitHub rounds integers beyond 9007199254740992, such as 9007199254740993: use text"):
        _ = a == 2**53 + 1


@pytest.mark.parametrize("arguments", [(), (1,), (a, 1), (a, 1, b, 2)])
def test_case_raises_when_a_default_is_missing(arguments: tuple[Any, ...]) -> None:
    with pytest.raises(
        TypeError, match=f"was given {counted(len(arguments), 'argument')}: give pairs of a condition and a value, and a default"
    ):
        case(*arguments)


@pytest.mark.parametrize("pattern", ["{", "}", "{}", "{a}", "{0", "0}", "{0:x}", "{0!r}", "{ 0}", "{0[1]}", "{-1}", "{٣}", "{0.x}", "{{0}"])
def test_format_raises_when_a_brace_has_another_meaning(pattern: str) -> None:
    with pytest.raises(ValueError, match=re.escape(f"the pattern {pattern!r} has a brace that is neither doubled nor around a number")):
        compiler.format(pattern, a)


def test_format_raises_when_a_value_is_missing() -> None:
    assert render(compiler.format("{1}{0}{{2}}", a, b)) == "format('{1}{0}{{2}}', github.actor, github.ref)"
    with pytest.raises(ValueError, match=re.escape("the pattern '{0}{2}' needs 3 values, because it uses {2}; format() was given 2")):
        compiler.format("{0}{2}", a, b)
    with pytest.raises(ValueError, match=re.escape("the pattern '{0}' needs 1 value, because it uses {0}; format() was given 0")):
        compiler.format("{0}")


def test_expression_raises_when_it_has_too_many_levels() -> None:
    value = a == b
    for _ in range(47):
        value = value == b
    assert value.depth_ == 50
    with pytest.raises(TooDeepError, match="more than 50 levels, which GitHub refuses"):
        _ = value == b


@pytest.mark.untraced
def test_chain_of_any_length_is_one_level() -> None:
    conditions, texts = a & b, "-" + a
    for number in range(2000):
        conditions, texts = conditions & (b == number), texts + b
    assert (conditions.depth_, texts.depth_) == (4, 3)
    assert render(conditions).count("&&") == 2001
    assert len(list(walk(conditions))) > 4000


def test_texts_that_are_joined_later_are_one_text() -> None:
    joined = ("a" + a + "$") + ("{{ secrets.TOKEN }}" + b)
    assert isinstance(joined, Text)
    assert [part for part in joined.parts_ if isinstance(part, str)] == ["a", "${{ secrets.TOKEN }}"]


def test_operands_are_compared_by_identity_in_collections() -> None:
    assert len({a, b, a}) == 2
    with pytest.raises(NotImplementedError):
        Operand().expression()
