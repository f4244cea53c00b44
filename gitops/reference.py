"""The findings in a GitOps folder: references to a version, and places that cannot be evaluated."""

from __future__ import annotations

from dataclasses import dataclass

_MAX_TEXT_LENGTH = 100


@dataclass(frozen=True, order=True)
class Place:
    """A line of a file."""

    file: str
    """Relative to the folder that is checked, with `/` between its parts."""
    line: int
    """Counted from 1; 0 means the file, or the folder, as a whole."""


@dataclass(frozen=True, order=True)
class VersionReference:
    """A place that names a version of the product, or should."""

    place: Place
    what: str
    """The field and what it belongs to, such as `newTag of registry/owner/name/api`."""
    found: str
    expected: str
    subject: str
    """What names the version: an image, a variable, or the path of a remote base."""
    holder: str = ""
    """The object that contains it: the same variable in two objects is two references."""
    note: str = ""

    @property
    def right(self) -> bool:
        """Whether it names the wanted version."""
        return self.found == self.expected


@dataclass(frozen=True, order=True)
class Problem:
    """Something that cannot be evaluated."""

    place: Place
    message: str
    """What was found."""
    expected: str


def escape(text: str) -> str:
    """Escape control characters, so that text from a file stays on one line and cannot act on a terminal or a log."""
    return "".join(char if char.isprintable() else f"\\x{ord(char):02x}" for char in text)


def quote(text: str) -> str:
    """Escape, shorten and quote text from a file."""
    short = text if len(text) <= _MAX_TEXT_LENGTH else f"{text[:_MAX_TEXT_LENGTH]}…"
    return '"' + escape(short).replace('"', r"\"") + '"'
