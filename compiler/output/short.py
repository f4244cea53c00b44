"""Values on one line of a terminal."""

from __future__ import annotations

from typing import Any

from compiler.plain_text import plain

_MAX_LENGTH = 160
"""The maximum length, in a message, of text from a file."""


def short(value: Any) -> str:
    """A value on one line: the first line of a text, cut if it is long."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case {"unknown": str() as reason, **others} if not others:
            return short(reason)
        case dict():
            return f"{{{', '.join(f'{short(key)}: {short(each)}' for key, each in value.items())}}}"
        case list():
            return f"[{', '.join(map(short, value))}]"
        case _:
            first, *more = str(value).strip("\n").split("\n", 1)
            cut = len(first) > _MAX_LENGTH or bool(more)
            return plain(first[:_MAX_LENGTH]) + (" …" if cut else "")
