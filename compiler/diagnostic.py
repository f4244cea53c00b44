"""Findings, and the places in definitions that they refer to.

Findings are values: they are collected, sorted and reported. An exception that leaves a pass is an internal error.
"""

from __future__ import annotations

import difflib
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from types import CodeType, FrameType

_MAX_NAMES_SHOWN = 200
_MAX_NAMES_COMPARED = 1000
"""The maximum numbers of names that a message lists, and that a misspelt name is compared with. An untrusted file may have any number."""
_MIN_SIMILARITY = 0.61
"""How similar a name must be to a misspelt one to be suggested: with 0.6, the default of difflib, `temp` is suggested for `system`."""
_INSTRUCTION = 2
"""The size of an instruction of Python's bytecode, in bytes: https://docs.python.org/3.11/library/dis.html."""
_MAX_LENGTH = 1000
_MAX_LIST_LENGTH = 4000
"""The maximum lengths of a message, and of what was expected: they may quote a text of any length from a file."""
_OUR_MODULES = frozenset({"compiler", "pydantic", "dataclasses"})


class Origin(NamedTuple):
    """The place of a declaration."""

    file: str
    """Absolute path of the source file."""
    line: int
    """Line of that file, counted from 1."""
    column: int = 0
    """Character of that line, counted from 1; 0 if only the line is known, or the line and the byte."""
    byte: int = 0
    """Byte of that line in UTF-8, counted from 1, for a place in a definition: Python records columns in bytes. 0 if it is not known."""

    def relative_to(self, root: Path) -> Origin:
        """The same place, with a path relative to the repository."""
        try:
            return self._replace(file=Path(self.file).relative_to(root).as_posix())
        except ValueError:
            return self

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.column else f"{self.file}:{self.line}"


def calling_origin() -> Origin:
    """The place in a definition that called the compiler: the nearest frame outside of our modules."""
    frame: FrameType | None = sys._getframe(1)  # noqa: SLF001 - the documented way to the caller; inspect is 50 times slower
    while frame is not None:
        if frame.f_globals.get("__name__", "").partition(".")[0] not in _OUR_MODULES:
            return place_in(frame.f_code, frame.f_lineno, frame.f_lasti)
        frame = frame.f_back
    return Origin("<unknown>", 0)


_bytes: dict[int, tuple[CodeType, list[int]]] = {}
"""Where each instruction is in its line, by the identity of its code: hashing a code object takes longer than reading the positions."""


def place_in(code: CodeType, line: int, offset: int) -> Origin:
    """Where the call at this offset of the code begins. The byte is unknown if Python runs without columns (`-X no_debug_ranges`)."""
    if id(code) not in _bytes:
        _bytes[id(code)] = code, [0 if column is None else column + 1 for _, _, column, _ in code.co_positions()]
    return Origin(code.co_filename, line, byte=_bytes[id(code)][1][offset // _INSTRUCTION])


def forget_positions() -> None:
    """Let go of the code of definitions that are no longer imported."""
    _bytes.clear()


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One mistake: what was found and where, what was expected, and what to do."""

    rule: str
    """The name of the mistake in kebab-case, which is also its heading in docs/checks.md."""
    message: str
    """What was found, as a sentence without a full stop."""
    expected: str = ""
    remedy: str = ""
    origin: Origin | None = None
    field: str = ""
    """The wrong keyword of the call at `origin`, if there is one."""
    called_from: Origin | None = None
    """The definition that called the function in which `origin` is."""
    link: str = ""
    """The page about the rule, if it is not one of ours."""

    def __post_init__(self) -> None:
        for name, limit in (("message", _MAX_LENGTH), ("expected", _MAX_LIST_LENGTH), ("remedy", _MAX_LENGTH)):
            text = getattr(self, name)
            if len(text) > limit:
                object.__setattr__(self, name, excerpt(text, limit))

    @property
    def sort_key(self) -> tuple[str | int, ...]:
        """Sorts by place first, so that the order of the output does not depend on the order of the rules."""
        place = self.origin or Origin("", 0)
        return (*place, self.rule, self.message)


def excerpt(text: str, max_length: int = 80) -> str:
    """The text, or its beginning and end with `…` between them if it has more characters."""
    if len(text) <= max_length:
        return text
    end = max_length // 4
    return f"{text[: max_length - end - 1]}…{text[-end:]}"


def quoted(names: Iterable[str]) -> str:
    """`"a", "b"`, or `nothing` for an empty list."""
    return ", ".join(f'"{name}"' for name in names) or "nothing"


def joined(parts: Sequence[str], conjunction: str, most: int = _MAX_NAMES_SHOWN) -> str:
    """`a, b or c`, with this conjunction before the last part. Parts after the first `most` are only counted."""
    if len(parts) > most:
        parts = [*parts[:most], f"{len(parts) - most} more"]
    return f" {conjunction} ".join(filter(None, [", ".join(parts[:-1]), *parts[-1:]]))


def counted(number: int, noun: str) -> str:
    """`1 file`, or `2 files`."""
    return f"{number} {noun}{'s' * (number != 1)}"


def one_of(names: Iterable[str]) -> str:
    """The known names, as what was expected instead of an unknown one."""
    known = sorted(names)
    if len(known) == 1:
        return quoted(known)
    if len(known) > _MAX_NAMES_SHOWN:
        return f"one of {len(known)} names"
    return f"one of {quoted(known)}" if known else ""


def closest(wrong: str, known: Iterable[str]) -> str:
    """The known name that is most similar to a wrong one; empty if none is close."""
    known = list(known)
    if len(known) > _MAX_NAMES_COMPARED:
        return ""
    capital = wrong[:1].isupper()  # of `Job` and `job`, the one that is spelt like the wrong one
    ordered = sorted(known, key=lambda name: (name[:1].isupper() == capital, name))
    folded = {name.lower().replace("-", "_"): name for name in ordered}
    close = difflib.get_close_matches(wrong.lower().replace("-", "_"), folded, n=1, cutoff=_MIN_SIMILARITY)
    return folded[close[0]] if close else ""


def suggestion(wrong: str, known: Iterable[str]) -> str:
    """`write `b`` if a known name is close to the wrong one, else the empty string."""
    name = closest(wrong, known)
    return f"write `{name}`" if name else ""
