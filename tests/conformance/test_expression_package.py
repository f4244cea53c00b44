"""Random expressions have the same value, or the same error, here and in GitHub's own package, `@actions/expressions`."""

from __future__ import annotations

import json
import re
import subprocess
from typing import TYPE_CHECKING, Any

from compiler.workflow.expression_error import ExpressionError, Reason
from compiler.workflow.expression_evaluator import evaluate
from compiler.workflow.expression_functions import FUNCTIONS, SIGNATURES
from compiler.workflow.expression_parser import parse
from compiler.workflow.expression_values import Value, shortest, text_of, type_of
from tests.conformance.random_expressions import CONTEXTS, random_expressions
from tests.conformance.test_expression_cases import REASONS
from tests.tools import NODE, node_package

if TYPE_CHECKING:
    from collections.abc import Callable

COUNT = 10_000
RUN: dict[str, Callable[..., Value]] = {
    "always": lambda: True,
    "cancelled": lambda: False,
    "failure": lambda *_: False,
    "success": lambda *_: True,
    "hashFiles": lambda *patterns: "|".join(map(text_of, patterns)),
}
"""The functions that tests/conformance/node/evaluate.mjs gives the package."""


def _package(expressions: list[str]) -> list[dict[str, Any]]:
    """The result of the package for each expression."""
    node_package("node_modules/@actions/expressions/package.json")
    node, script = node_package("evaluate.mjs")
    given = json.dumps({"contexts": CONTEXTS, "expressions": expressions})
    done = subprocess.run([node, script], input=given, capture_output=True, text=True, check=True, cwd=NODE, encoding="utf-8")
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def _ours(text: str) -> dict[str, Any]:
    """The value in the form of the package's, or the kind, the reason and the place of the error."""
    try:
        return {"value": _plain(evaluate(parse(text, contexts=CONTEXTS), CONTEXTS, RUN))}
    except ExpressionError as error:
        return _error(error.kind, error.reason, error.offset, text)


def _plain(value: Value) -> Any:
    kind = type_of(value).value
    match value:
        case list():
            return [kind, [_plain(element) for element in value]]
        case dict():
            return [kind, [[name, _plain(element)] for name, element in value.items()]]
        case int() | float() if kind == "Number":
            return [kind, shortest(float(value))]
        case _:
            return [kind, value]


def _error(kind: str, reason: Reason | None, offset: int | None, text: str) -> dict[str, Any]:
    """The place of an error is only compared where both count in the same way: on one line, without emoji, at a token that is too much."""
    placed = kind != "evaluation" and reason not in {Reason.UNEXPECTED_END, Reason.TOO_DEEP}
    compared = placed and "\n" not in text and max(text, default="") < "\U00010000"
    return {"kind": kind, "reason": reason, "offset": offset if compared else None}


def _theirs(answer: dict[str, Any], text: str) -> dict[str, Any]:
    if "value" in answer:
        return answer
    message, column = answer["message"].replace("could not evaluate index for index access: ", ""), answer.get("column")
    reason = next((reason for words, reason in REASONS.items() if message.startswith(words)), None)
    if message.endswith("Unexpected symbol: 'EOF'"):
        reason = Reason.UNEXPECTED_END
    elif message == "ErrorExceededMaxLength":
        reason = Reason.TOO_LONG
    elif re.search("Error parsing JSON|empty input", message):
        reason = Reason.INVALID_JSON
    if located := re.search(r"Located at position (\d+)", message):
        column = int(located[1]) - 1
    return _error(answer["kind"], reason, column, text)


def test_value_or_error_is_that_of_the_package() -> None:
    expressions = random_expressions(COUNT)
    answers = [_ours(text) for text in expressions]
    theirs = [_theirs(answer, text) for text, answer in zip(expressions, _package(expressions), strict=True)]
    assert len(answers) == COUNT
    assert [one for one in zip(expressions, answers, theirs, strict=True) if one[1] != one[2]] == []
    _assert_that_they_reach_the_whole_language(expressions, answers)


def _assert_that_they_reach_the_whole_language(expressions: list[str], answers: list[dict[str, Any]]) -> None:
    """Otherwise they would show less than they seem to."""
    reasons = {answer.get("reason") for answer in answers}
    kinds = {answer["value"][0] for answer in answers if "value" in answer}
    called = {name.lower() for text in expressions for name in re.findall(r"([A-Za-z]+) *\(", text)}
    assert kinds == {"Null", "Boolean", "Number", "String", "Array", "Object"}
    assert reasons >= {*REASONS.values(), Reason.INVALID_JSON} - {Reason.TOO_LARGE}
    assert called >= {signature.name.lower() for signature in SIGNATURES} >= FUNCTIONS.keys()
    assert sum("value" in answer for answer in answers) > COUNT / 2


_NUMBER_FORMATS = "GitHub documents JSON's formats; the runner reads no binary numbers and no capital X"
DIFFERENT = [
    ("'a''b''c'", "a'b'c", "GitHub documents that '' is a quote; the package replaces the first only"),
    ("'0b1' == 1", False, _NUMBER_FORMATS),
    ("'0XF' == 15", False, _NUMBER_FORMATS),
    ("0b1", Reason.UNEXPECTED_SYMBOL, _NUMBER_FORMATS),
    ("case(true, 'a', fromJSON('x'))", "a", "GitHub documents that conditions are evaluated in order; the runner evaluates nothing else"),
    ("format('{0:x}', 1)", Reason.INVALID_FORMAT, "GitHub documents {N} only; the runner refuses what follows the number"),
    ("1\u00a0==\u20091\x85", True, "the runner ignores white space of Unicode between tokens"),
    ("join(list,)", Reason.UNEXPECTED_SYMBOL, "the runner refuses a comma before the parenthesis"),
    ("1" + " == 1" * 50, Reason.TOO_DEEP, "the runner counts the levels of the tree"),
    ("toJSON(toJSON(" * 9 + "'\"'" + "))" * 9, Reason.TOO_LARGE, "the runner counts the memory of values"),
    ('toJSON(fromJSON(\'{"b":0,"1":0}\'))', '{\n  "b": 0,\n  "1": 0\n}', "JavaScript puts names that are numbers first"),
    ('fromJSON(\'{"constructor": "a"}\').constructor', "a", "JavaScript's objects already have some names"),
]
"""Where the package differs from what GitHub documents or its runner does, with what is right. Random expressions have none of these."""


def test_known_differences_are_right_here_and_still_in_the_package() -> None:
    answers = _package([text for text, _, _ in DIFFERENT])
    for (text, right, why), answer in zip(DIFFERENT, answers, strict=True):
        ours = _ours(text)
        assert (ours["reason"] if isinstance(right, Reason) else ours["value"][1]) == right, text
        assert _theirs(answer, text) != ours, f"the package no longer differs: {why}"
