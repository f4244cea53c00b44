"""The scanner of ruamel.yaml, with the white space that GitHub's parser takes: YAML allows a tab wherever no indentation is expected.

GitHub reads YAML with YamlDotNet, which follows libyaml. Both differ from ruamel.yaml in the places that are here:
https://github.com/yaml/libyaml/blob/master/src/scanner.c and https://yaml.org/spec/1.2.2/#62-separation-spaces .
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ruamel.yaml.reader import Reader
from ruamel.yaml.scanner import Scanner, ScannerError

if TYPE_CHECKING:
    from collections.abc import Callable

BREAKS = "\r\n\x85\u2028\u2029"
"""The characters that end a line."""
_SEPARATORS = "\u2028\u2029"
"""Line breaks that stay as they are in a value; any other becomes a line feed."""
_WHITE = " \t"
_END = f"{BREAKS}\0"


class WorkflowReader(Reader):
    """Counts lines and columns with all line breaks, as libyaml does. The base class uses only those of YAML 1.2."""

    forward = Reader.forward_1_1


class WorkflowScanner(Scanner):
    """Makes tokens of a text that is complete in memory."""

    def scan_to_next_token(self) -> None:
        r"""Skip white space, line breaks and comments. No key can begin after the tab of `name:\tvalue`."""
        super().scan_to_next_token()
        while not self.allow_simple_key and self.reader.peek() == "\t":
            self.reader.forward()
            super().scan_to_next_token()

    def scan_plain_spaces(self, indent: int, start_mark: Any) -> list[str]:
        r"""Skip the white space after a word of a plain scalar, and return what it is in the value: `[]` at its end.

        A tab between words is part of the value. On a further line it may not be in the indentation.
        """
        peek: Callable[..., str] = self.reader.peek
        spaces = self._skip(_WHITE)
        if peek() not in BREAKS:
            return [spaces] if spaces else []
        breaks = [self.scan_line_break()]
        self.allow_simple_key = True
        while peek() in _WHITE + BREAKS and not self._at_document_marker():
            if peek() == "\t" and self.reader.column < indent and not self.flow_level:
                raise ScannerError("while scanning a plain scalar", start_mark, "found a tab in the indentation", self.reader.get_mark())
            if peek() in _WHITE:
                self.reader.forward()
            else:
                breaks.append(self.scan_line_break())
        if self._at_document_marker():
            return []
        if breaks[0] != "\n":
            return breaks
        return breaks[1:] or [" "]

    def scan_block_scalar(self, *arguments: Any, **named: Any) -> Any:
        r"""Scan a block scalar. A comment may follow a tab, as in `|\t# a comment`."""
        self._replace(r"[|>][-+0-9]*[ \t]*", "\t", " ")
        return super().scan_block_scalar(*arguments, **named)

    def scan_block_scalar_indentation(self) -> tuple[list[str], int, Any]:
        """Skip the empty lines before the text of a block scalar; return them, the width of the longest indentation, and where they end."""
        breaks: list[str] = []
        width, end = 0, self.reader.get_mark()
        while True:
            self._skip(" ")
            width = max(width, self.reader.column)
            if self.reader.peek() not in BREAKS:
                break
            breaks.append(self.scan_line_break())
            end = self.reader.get_mark()
        if self.reader.peek() == "\t":
            raise ScannerError("while scanning a block scalar", end, "found a tab in the indentation", self.reader.get_mark())
        return breaks, width, end

    def scan_anchor(self, TokenClass: Any) -> Any:  # noqa: N803 - the name in the base class
        """Scan an anchor or an alias. Its name may be followed by any line break."""
        self._replace(rf"\S*[{_SEPARATORS}]", _SEPARATORS, "\n")
        return super().scan_anchor(TokenClass)

    def scan_tag(self) -> Any:
        r"""Scan a tag. `!!str\tvalue` has a tab where the scanner expects a space."""
        self._replace(r"\S*\t", "\t", " ")
        return super().scan_tag()

    def scan_directive(self) -> Any:
        r"""Scan a directive: `%YAML\t1.2`."""
        self._replace(rf"[^{_END}]*", "\t", " ")
        return super().scan_directive()

    def _skip(self, characters: str) -> str:
        """Skip as many of these characters as follow, and return them."""
        length = 0
        while self.reader.peek(length) in characters:
            length += 1
        skipped: str = self.reader.prefix(length)
        self.reader.forward(length)
        return skipped

    def _at_document_marker(self) -> bool:
        starts = self.reader.column == 0 and self.reader.prefix(3) in {"---", "..."}
        return starts and self.reader.peek(3) in _WHITE + _END

    def _replace(self, pattern: str, characters: str, by: str) -> None:
        """Replace each of these characters in what follows and matches the pattern. No place changes."""
        reader = self.reader
        found = re.compile(pattern).match(reader.buffer, reader.pointer)
        if found and any(character in found[0] for character in characters):
            replaced = found[0].translate(dict.fromkeys(map(ord, characters), by))
            reader.buffer = reader.buffer[: found.start()] + replaced + reader.buffer[found.end() :]
