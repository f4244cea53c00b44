"""Aligns the tables in Markdown as prettier does, so that formatters do not change generated documents.

prettier 3 pads each cell to the width of its column, however long the line becomes.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import groupby

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_CELL = re.compile(r"(?<!\\)\|")
_RULE = re.compile(r"\|( *-+ *\|)+")


def align_tables(text: str) -> str:
    """Align the columns of the tables. Code blocks, and tables with colons in their delimiter row, stay as they are."""
    lines = text.split("\n")
    in_table = [line.startswith("|") and not code for line, code in zip(lines, _code(lines), strict=True)]
    done: list[str] = []
    for is_table, part in groupby(zip(in_table, lines, strict=True), key=lambda pair: pair[0]):
        block = [line for _, line in part]
        done += _table(block) if is_table else block
    return "\n".join(done)


def _code(lines: list[str]) -> list[bool]:
    """Whether each line belongs to a fenced code block (https://spec.commonmark.org/0.31.2/#fenced-code-blocks)."""
    found, open_with = [], ""
    for line in lines:
        fence = _FENCE.match(line)
        found.append(bool(open_with or fence))
        if open_with:
            if fence and fence[1].startswith(open_with) and not line[fence.end() :].strip():
                open_with = ""
        elif fence:
            open_with = fence[1]
    return found


def _table(lines: list[str]) -> list[str]:
    if len(lines) < 2 or not _RULE.fullmatch(lines[1].rstrip()):  # noqa: PLR2004 - the header and delimiter rows
        return lines
    rows = [[cell.strip() for cell in _CELL.split(line.strip())[1:-1]] for line in lines]
    widths = [max(3, *(_width(row[column]) for row in rows[:1] + rows[2:] if column < len(row))) for column in range(len(rows[0]))]
    rows[1] = ["-" * width for width in widths]
    return [f"| {' | '.join(cell + ' ' * (width - _width(cell)) for cell, width in zip(row, widths, strict=False))} |" for row in rows]


def _width(text: str) -> int:
    """The width in terminal columns: wide characters take two, combining characters none."""
    return sum(0 if unicodedata.combining(char) else 1 + (unicodedata.east_asian_width(char) in "WF") for char in text)
