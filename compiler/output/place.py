"""Finds the places that a report shows: the wrong keyword, the character of its line, and a path relative to the repository."""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from compiler.diagnostic import Finding, Origin

_DEFINITION = ".py"


def locate(findings: Sequence[Finding], root: Path) -> list[Finding]:
    """The findings with the places that a report shows, sorted by place. Each file is read once."""
    sources: dict[str, _Source] = {}

    def shown(place: Origin | None, keyword: str = "") -> Origin | None:
        if place is not None and place.file.endswith(_DEFINITION) and not place.column:
            source = sources.get(place.file) or sources.setdefault(place.file, _Source(place.file))
            place = source.with_character(source.at_keyword(place, keyword))
        return place and place.relative_to(root)

    placed = [replace(each, origin=shown(each.origin, each.field), called_from=shown(each.called_from)) for each in findings]
    return sorted(placed, key=lambda finding: finding.sort_key)


class _Source:
    """A definition: its lines, and its calls by their line.

    A file that cannot be parsed any more has no calls, and one that cannot be read has no lines either.
    """

    def __init__(self, file: str) -> None:
        self._lines: list[str] = []
        self._calls: dict[int, list[ast.Call]] = {}
        try:
            text = Path(file).read_text(encoding="utf-8")
            self._lines = text.split("\n")
            tree = ast.parse(text)
        except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
            return
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                self._calls.setdefault(node.lineno, []).append(node)

    def at_keyword(self, place: Origin, keyword: str) -> Origin:
        """The place of this keyword of the call, or of the call if it has no such keyword."""
        for call in self._calls.get(place.line, ()) if keyword else ():
            if place.byte in (0, call.col_offset + 1):
                for argument in call.keywords:
                    if argument.arg == keyword:
                        return place._replace(line=argument.lineno, byte=argument.col_offset + 1)
        return place

    def with_character(self, place: Origin) -> Origin:
        """The place with the character of the line, if the byte is known."""
        line = self._lines[place.line - 1] if place.line <= len(self._lines) else ""
        before = line.encode()[: max(place.byte - 1, 0)].decode(errors="ignore")
        return place._replace(column=len(before) + 1 if place.byte else 0, byte=0)
