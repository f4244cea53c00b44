"""Text of a file that has an expression: it knows where in the file each of its characters is.

YAML folds lines and has escapes, so an offset in the text is not an offset in the file. YAML never adds or drops characters other than
white space, so everything else is counted in both.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from compiler.workflow.yaml_reader import YamlNode

_WHITE_SPACE = " \\t\\n\\r\\x85\\u2028\\u2029"
_BREAK = re.compile(r"\r\n|[\n\r\x85\u2028\u2029]")
_VISIBLE = re.compile(rf"[^{_WHITE_SPACE}]")
_IN_SINGLE_QUOTES = re.compile(rf"''|[^{_WHITE_SPACE}]")
_IN_DOUBLE_QUOTES = re.compile(
    rf"""
      (?P<space>\\(?:[tnrNLP\ \t\r\n]|x(?:09|0[AaDd]|20|85)|u(?:0009|000[AaDd]|0020|0085|202[89])))
    | \\(?:x..|u....|U........|.)
    | [^{_WHITE_SPACE}]
    """,
    re.VERBOSE,
)
_MAX_LENGTH = 21_000
"""Characters after these are not counted. GitHub accepts longer text only if it has many spaces in `${{ }}`."""


class SourceText(str):
    """Text of a scalar. Apart from `place_at`, it is like any other text."""

    __slots__ = ("column", "line", "source", "style")

    source: str
    """The whole file."""
    line: int
    column: int
    """Where the scalar begins, from 0."""
    style: str
    """The quote, `|`, `>`, or empty for a plain scalar."""

    def __new__(cls, text: str, node: YamlNode, source: str) -> Self:
        """The text of a scalar of a file."""
        made = super().__new__(cls, text)
        made.source, made.line, made.column, made.style = source, node.line, node.column, node.style
        return made

    def __reduce__(self) -> tuple[type[str], tuple[str]]:
        """A copy is the text alone."""
        return str, (str(self),)

    def place_at(self, offset: int) -> tuple[int, int]:
        """The line and column of a character, both from 1; those of the scalar for one that is not found."""
        starts = _line_starts(self.source)
        is_block = self.style in {"|", ">"}
        begin = starts[min(self.line + 1, len(starts) - 1)] if is_block else starts[self.line] + self.column + len(self.style)
        unit = {"'": _IN_SINGLE_QUOTES, '"': _IN_DOUBLE_QUOTES}.get(self.style, _VISIBLE)
        before = sum(1 for _ in _VISIBLE.finditer(self, 0, offset)) if offset <= _MAX_LENGTH else 0
        visible = (found for found in unit.finditer(self.source, begin) if found.lastgroup != "space")
        found = next(islice(visible, before, None), None) if offset <= _MAX_LENGTH else None
        if found is None:
            return self.line + 1, self.column + 1
        line = bisect_right(starts, found.start()) - 1
        return line + 1, found.start() - starts[line] + 1


@lru_cache(maxsize=2)
def _line_starts(source: str) -> list[int]:
    return [0, *(found.end() for found in _BREAK.finditer(source))]
