"""Expressions for property tests, and a form in which two trees can be compared: `==` of an expression builds another one."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from compiler import env, github, matrix, needs, secrets
from compiler.workflow.expression import (
    Binary,
    Call,
    Context,
    Expression,
    Filter,
    Literal,
    Logical,
    Not,
    Property,
    Reference,
    Text,
    as_expression,
)
from compiler.workflow.expression_error import ExpressionError
from compiler.workflow.expression_evaluator import evaluate
from compiler.workflow.expression_values import Value, text_of


def shape(node: Expression) -> Any:  # noqa: C901, PLR0911 - one return for each kind of node
    """The tree as nested tuples. Text is the call that it is inside an expression, and a reference the path that GitHub sees."""
    match node:
        case Literal(value_=bool() | str() | None):
            return (type(node.value_), node.value_)
        case Literal():
            return ("number", repr(float(node.value_ or 0)).replace("-0.0", "0.0"))
        case Context():
            return ("context", node.context_, node.name_)
        case Reference():
            context, name, *keys = node.path_
            return ("context", context, name) if not keys else ("reference", node.path_)
        case Property():
            return ("property", shape(node.base_), shape(node.key_))
        case Filter():
            return ("filter", shape(node.base_))
        case Call():
            return ("call", node.function_, *map(shape, node.arguments_))
        case Not():
            return ("!", shape(node.operand_))
        case Logical():
            return (node.operator_, *map(shape, node.operands_))
        case Binary():
            return (node.operator_, shape(node.left_), shape(node.right_))
        case Text():
            values = [part for part in node.parts_ if isinstance(part, Expression)]
            numbers = iter(range(len(values)))
            pattern = "".join(
                part.replace("{", "{{").replace("}", "}}") if isinstance(part, str) else f"{{{next(numbers)}}}" for part in node.parts_
            )
            return ("call", "format", (str, pattern), *map(shape, values))
        case _:
            raise TypeError(node)


def outcome(tree: Expression) -> str:
    """Its value as text, or the error."""
    contexts: dict[str, Value] = {
        "github": {"ref": "main"},
        "matrix": {"a b": 1.5, "": [1, {"a": "b"}]},
        "secrets": {"TOKEN": "x"},
        "env": {},
    }
    try:
        return text_of(evaluate(tree, contexts | {"needs": {"build": {"result": "success"}}}))
    except ExpressionError as error:
        return str(error)


_numbers = st.one_of(st.integers(-(2**53), 2**53), st.floats(), st.sampled_from([0, -1, 1e21, 1e-7, -0.0, 0.1]))
_texts = st.one_of(st.text(max_size=8), st.sampled_from(["it's", "''", "${{ x }}", "}}", "{0}", "true", "\n", "ß", "😀"]))
_constants = st.one_of(st.none(), st.booleans(), _numbers, _texts).map(as_expression)
_contexts = st.sampled_from([github.ref, env.true, matrix["node-version"], matrix["a b"], matrix[""], secrets.TOKEN, needs[:]["result"]])
_names = st.sampled_from(["a", "a-b", "true", "NaN", "it's", "a b", "", "1", "é"])


def _larger(inner: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    return st.one_of(
        inner.map(lambda a: ~a),
        st.builds(lambda a, b: a & b, inner, inner),
        st.builds(lambda a, b: a | b, inner, inner),
        st.builds(lambda a, b, c: a & b & c, inner, inner, inner),
        st.builds(Binary, st.sampled_from(["==", "!=", "<", "<=", ">", ">="]), inner, inner),
        st.builds(lambda a, key: a[key], inner, st.one_of(_names, st.integers(-1, 9))),
        st.builds(lambda a, key: a[key], inner, inner),
        st.builds(lambda key: matrix[key], inner),
        inner.map(lambda a: a[:]),
        st.builds(Call, st.just("contains"), st.tuples(inner, inner)),
        st.builds(Call, st.just("format"), st.lists(inner, min_size=1, max_size=3).map(tuple)),
        st.builds(lambda text, value: text + value + text, st.sampled_from(["-", "{", "it's }", "$"]), inner),
    )


expressions = st.recursive(st.one_of(_contexts, _constants), _larger, max_leaves=12)
"""Whatever a definition can write."""
