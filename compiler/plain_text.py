"""Text of others, made harmless for a terminal and a log."""

from __future__ import annotations


def plain(text: str) -> str:
    """The text with everything that a terminal would act on spelt out: control characters, and those that change the direction of text."""
    return "".join(one if one.isprintable() or one == "\t" else _spelt(one) for one in text)


def plain_lines(text: str) -> str:
    """The same, where line feeds end lines."""
    return "\n".join(plain(line) for line in text.split("\n"))


def _spelt(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")
