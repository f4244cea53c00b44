"""Scalars have the values that GitHub takes."""

from __future__ import annotations

from typing import Any

import pytest

from compiler.workflow.reader import read_workflow
from tests.compiler.workflow.test_reader import JOBS, workflow


def _problem(text: str) -> str:
    (finding,) = read_workflow(text, "ci.yml").findings
    return finding.message


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("on", "on"), ("yes", "yes"), ("012", 12), ("0o10", 8), ("0x1F", 31), ("1e3", 1000.0), ("1.10", 1.1), ("+1", 1), (".5", 0.5),
        ("1_000", "1_000"), ("12:30", "12:30"), ("2026-01-01", "2026-01-01"), ("'1'", "1"), ("!!str 1", "1"), ("True", True), ("~", None),
        (".inf", float("inf")), ("-.INF", float("-inf")), ("99999999999999999999", 1e20), ("0x7FFFFFFF", 2**31 - 1),
        ("0xFFFFFFFF", -1), ("0o37777777777", -1), ("0x00000000000001", 1),
        ("|\n    a\n    b\n", "a\nb\n"), (">-\n    a\n    b\n", "a b"), ("'it''s'", "it's"), ('"\\u00e9"', "é"),
    ],
)  # fmt: skip
def test_scalar_has_the_value_that_github_takes(written: str, value: Any) -> None:
    tree = workflow(f"on: push\nenv:\n  A: {written}\n{JOBS}")
    assert isinstance(tree.env, dict)
    assert tree.env["A"] == value
    assert type(tree.env["A"]) is type(value)


@pytest.mark.parametrize("number", ["0x100000000", "0o40000000000", "!!int 0xFFFFFFFFFFFF"])
def test_number_that_github_cannot_read_is_a_finding(number: str) -> None:
    assert "has more than 32 bits" in _problem(f"on: push\nenv:\n  A: {number}\n{JOBS}")
    assert workflow(f"on: push\nenv:\n  A: '{number}'\n{JOBS}").env == {"A": number}


@pytest.mark.parametrize(("number", "text"), [("999999999999999", "999999999999999"), ("1345678912345678", "1.34567891234568E+15")])
def test_text_of_a_large_number_has_an_exponent(number: str, text: str) -> None:
    assert workflow(f"on: push\nname: {number}\n{JOBS}").name == text


@pytest.mark.parametrize("tagged", ["!!int 1.5", "!!int true", "!!float 0x1F", "!!bool 1", "!!null false", "!!null ''", "!x 1", "! 1"])
def test_tag_that_the_value_does_not_agree_with_is_a_finding(tagged: str) -> None:
    assert "is not valid here" in _problem(f"on: push\nenv:\n  A: {tagged}\n{JOBS}")


@pytest.mark.parametrize(
    ("tagged", "value"), [("!!int 0x1F", 31), ("!!float 5", 5), ("!!bool True", True), ("!!null", None), ("!!str 1", "1")]
)
def test_tag_that_the_value_agrees_with_changes_nothing(tagged: str, value: object) -> None:
    assert workflow(f"on: push\nenv:\n  A: {tagged}\n{JOBS}").env == {"A": value}
