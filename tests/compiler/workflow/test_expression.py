"""Expressions: precedence, brackets and quotes come out as GitHub reads them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
    join,
    matrix,
    runner,
    secrets,
    starts_with,
    strategy,
    to_json,
    variables,
)
from compiler.workflow.expression import (
    Binary,
    Call,
    Commented,
    Context,
    Expression,
    Literal,
    Not,
    Operand,
    Property,
    Text,
    as_expression,
)
from compiler.workflow.expression_writer import render, render_value

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
    ("mistake", "said"),
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
def test_python_operators_without_a_meaning_raise(mistake: Any, said: str) -> None:
    with pytest.raises(TypeError, match=re.escape(said)):
        mistake()


def test_context_rejects_unknown_properties() -> None:
    with pytest.raises(AttributeError, match=r'the context "github" has no property "reff": did you mean "ref"\?'):
        _ = github.reff  # type: ignore[attr-defined]
    with pytest.raises(AttributeError, match='"compiler" has no "Jop"'):
        _ = compiler.Jop  # type: ignore[attr-defined]


# --- A tree that was rendered and read again by another reader is the same tree. ---

_TOKEN = re.compile(
    r"\s*(?:(?P<op>&&|\|\||==|!=|<=|>=|<|>|!|\(|\)|\[|\]|,|\.)|(?P<text>'(?:[^']|'')*')|(?P<number>-?\d+(?:\.\d+)?)|(?P<name>[A-Za-z_][\w-]*))"
)
_LEVELS = (("||",), ("&&",), ("==", "!="), ("<", "<=", ">", ">="))


class Reader:
    """GitHub's grammar, read by recursive descent into nested tuples."""

    def __init__(self, text: str) -> None:
        self.tokens: list[tuple[str, str]] = []
        at = 0
        while at < len(text.rstrip()):
            found = _TOKEN.match(text, at)
            assert found, text[at:]
            kind = found.lastgroup or ""
            self.tokens.append((kind, found[kind]))
            at = found.end()
        self.at = 0

    def peek(self) -> str:
        return self.tokens[self.at][1] if self.at < len(self.tokens) and self.tokens[self.at][0] == "op" else ""

    def take(self) -> tuple[str, str]:
        self.at += 1
        return self.tokens[self.at - 1]

    def binary(self, level: int = 0) -> Any:
        if level == len(_LEVELS):
            return self.unary()
        left = self.binary(level + 1)
        while self.peek() in _LEVELS[level]:
            left = (self.take()[1], left, self.binary(level + 1))
        return left

    def unary(self) -> Any:
        if self.peek() == "!":
            self.take()
            return ("!", self.unary())
        return self.postfix()

    def postfix(self) -> Any:
        value = self.atom()
        while self.peek() in {".", "["}:
            if self.take()[1] == ".":
                value = ("[]", value, self.take()[1])
            else:
                value = ("[]", value, self.binary())
                assert self.take()[1] == "]"
        return value

    def atom(self) -> Any:
        kind, word = self.take()
        if word == "(" and kind == "op":
            value = self.binary()
            assert self.take()[1] == ")"
            return value
        if kind == "text":
            return word[1:-1].replace("''", "'")
        if kind == "number":
            return float(word)
        if self.peek() == "(":
            self.take()
            arguments = []
            while self.peek() != ")":
                arguments.append(self.binary())
                if self.peek() == ",":
                    self.take()
            self.take()
            return ("call", word, *arguments)
        return {"null": None, "true": True, "false": False}.get(word, ("context", word))


def _plain(node: Expression) -> Any:  # noqa: PLR0911 - one return for each kind of node
    match node:
        case Literal():
            return float(node.value_) if isinstance(node.value_, int | float) and not isinstance(node.value_, bool) else node.value_
        case Context():
            return ("[]", ("context", node.context_), node.name_)
        case Not():
            return ("!", _plain(node.operand_))
        case Binary():
            return (node.operator_, _plain(node.left_), _plain(node.right_))
        case Property():
            return ("[]", _plain(node.base_), float(node.key_) if isinstance(node.key_, int) else node.key_)
        case Call():
            return ("call", node.function_, *map(_plain, node.arguments_))
        case Text():
            pattern = "".join(
                part.replace("{", "{{").replace("}", "}}") if isinstance(part, str) else f"{{{index}}}"
                for index, part in enumerate_expressions(node.parts_)
            )
            return ("call", "format", pattern, *[_plain(part) for part in node.parts_ if isinstance(part, Expression)])
        case _:
            raise TypeError(node)


def enumerate_expressions(parts: tuple[str | Expression, ...]) -> list[tuple[int, str | Expression]]:
    count, numbered = 0, []
    for part in parts:
        numbered.append((count, part))
        count += isinstance(part, Expression)
    return numbered


_contexts = st.sampled_from([github.ref, github.sha, matrix["node-version"], secrets.TOKEN])
_literals = st.one_of(st.none(), st.booleans(), st.integers(-999, 999), st.text(max_size=8)).map(as_expression)


def _grown(inner: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    return st.one_of(
        st.builds(Not, inner),
        st.builds(Binary, st.sampled_from(["&&", "||", "==", "!=", "<", "<=", ">", ">="]), inner, inner),
        st.builds(Property, inner, st.one_of(st.sampled_from(["a", "a-b", "it's", "a b", ""]), st.integers(0, 9))),
        st.builds(Call, st.sampled_from(["contains", "toJSON"]), st.lists(inner, max_size=3).map(tuple)),
        st.builds(lambda text, value: Text((text, value, text)), st.text(min_size=1, max_size=6), inner),
    )  # fmt: skip


@given(st.recursive(st.one_of(_contexts, _literals), _grown, max_leaves=12))
def test_another_parser_reads_the_same_tree(tree: Expression) -> None:
    reader = Reader(render(tree))
    assert reader.binary() == _plain(tree)
    assert reader.at == len(reader.tokens)


def test_operands_are_compared_by_identity_in_collections() -> None:
    assert len({a, b, a}) == 2
    with pytest.raises(NotImplementedError):
        Operand().expression()
