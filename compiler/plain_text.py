"""Escapes text from files, so that it cannot act on a terminal or a log."""

from __future__ import annotations


def plain(text: str) -> str:
    """Escape control characters and characters that change the direction of text."""
    return "".join(character if character.isprintable() or character == "\t" else _escape(character) for character in text)


def plain_lines(text: str) -> str:
    """The same for text of several lines."""
    return "\n".join(plain(line) for line in text.split("\n"))


def _escape(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")
