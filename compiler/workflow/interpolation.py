"""Finds `${{ … }}` in text: where an expression ends, and whether it is complete. The language itself is in `expression*.py`."""

from __future__ import annotations

import re

from compiler.workflow.limits import length_of

OPEN = "${{"
_EXPRESSION = re.compile(r"\$\{\{((?:[^'}]|'[^']*'|\}(?!\}))*)\}\}")
_INSERT = "insert"
_ESCAPES = str.maketrans({"'": "''", "{": "{{", "}": "}}"})
_TEXT_ONLY = re.compile(r"\A\$\{\{\s*'((?:[^']|'')*)'\s*\}\}\Z")


def problem_of(text: str) -> tuple[str, int]:
    """What is wrong with the first expression that is not complete, and where in the text it begins; empty if all are."""
    position = text.find(OPEN)
    while position >= 0:
        found = _EXPRESSION.match(text, position)
        if found is None:
            return "an expression is not closed: `}}` is missing", position
        if not found[1].strip():
            return "an expression is empty", position
        if found[1].strip() == _INSERT:
            return "`insert` is not an expression: `${{ insert }}` is only allowed as the key of a mapping", position
        position = text.find(OPEN, found.end())
    return "", 0


def is_insert(key: str) -> bool:
    """Whether a key is `${{ insert }}`, which puts the entries of its value, an object, into the mapping."""
    found = _EXPRESSION.fullmatch(key)
    return found is not None and found[1].strip() == _INSERT


def is_text_only(text: str) -> bool:
    """Whether the whole text is an expression that is one literal, such as `${{ '{{' }}`: GitHub takes it for text."""
    return _TEXT_ONLY.match(text) is not None


def literal_text(text: str) -> str:
    """The literal of a text that `is_text_only`, and any other text as it is.

    A literal with `${{` in it stays an expression: without the quotes, it would be another one.
    """
    found = _TEXT_ONLY.match(text)
    literal = found[1].replace("''", "'") if found else text
    return text if OPEN in literal else literal


def expression_length(text: str) -> int:
    """The length of what GitHub evaluates: `format('…{0}…', …)` for text with expressions in it, with quotes and braces doubled.

    Source: `ParseScalar` in https://github.com/actions/runner/blob/main/src/Sdk/WorkflowParser/ObjectTemplating/TemplateReader.cs.
    """
    parts = _EXPRESSION.split(text)
    texts, expressions = parts[::2], [expression.strip() for expression in parts[1::2]]
    if len(expressions) == 1 and not any(texts):
        return length_of(expressions[0])
    pattern = "".join(text.translate(_ESCAPES) for text in texts) + "".join(f"{{{number}}}" for number in range(len(expressions)))
    return length_of(f"format('{pattern}', {', '.join(expressions)})")
