"""Tables are lined up, and nothing else is touched."""

from __future__ import annotations

import pytest

from compiler.backend.markdown import align_tables

CASES = [
    ("a table", "| a | b |\n| --- | --- |\n| long | x |\n", "| a    | b   |\n| ---- | --- |\n| long | x   |\n"),
    ("one line", "| a |\n| - |\n", "| a   |\n| --- |\n"),
    ("lined up already", "| a    |\n| ---- |\n| long |\n", "| a    |\n| ---- |\n| long |\n"),
    ("a bar in a cell", "| a |\n| --- |\n| `b \\| c` |\n", "| a        |\n| -------- |\n| `b \\| c` |\n"),
    ("wide letters", "| a |\n| --- |\n| 漢字 |\n| é |\n| e\u0301 |\n", "| a    |\n| ---- |\n| 漢字 |\n| é    |\n| e\u0301    |\n"),
    ("two tables", "| a |\n| --- |\n\n| b |\n| --- |\n| cccc |\n", "| a   |\n| --- |\n\n| b    |\n| ---- |\n| cccc |\n"),
    ("code", "```text\n| a | b |\n| --- | --- |\n```\n", "```text\n| a | b |\n| --- | --- |\n```\n"),
    ("code in longer fences", "````md\n```\n| a |\n| - |\n````\n| a |\n| - |\n", "````md\n```\n| a |\n| - |\n````\n| a   |\n| --- |\n"),
    ("code in tildes", "~~~\n| a |\n| - |\n```\n| a |\n| - |\n~~~\n", "~~~\n| a |\n| - |\n```\n| a |\n| - |\n~~~\n"),
    ("no rule", "| a |\n| b |\n", "| a |\n| b |\n"),
    ("a rule with colons", "| a |\n| :-: |\n", "| a |\n| :-: |\n"),
    ("no table", "a | b\n--- | ---\n", "a | b\n--- | ---\n"),
    ("an empty cell", "| a | b |\n| - | - |\n|  | x |\n", "| a   | b   |\n| --- | --- |\n|     | x   |\n"),
    ("nothing", "", ""),
]


@pytest.mark.parametrize(("text", "expected"), [pytest.param(*row[1:], id=row[0]) for row in CASES])
def test_tables_are_aligned(text: str, expected: str) -> None:
    assert align_tables(text) == expected
    assert align_tables(expected) == expected
