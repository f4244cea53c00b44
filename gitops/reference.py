"""What is found in a GitOps folder: places that name a version, and places that cannot be judged."""

from __future__ import annotations

from dataclasses import dataclass

_LONGEST = 100


@dataclass(frozen=True, order=True)
class Place:
    """A line of a file."""

    file: str
    """Relative to the folder that is checked, with `/` between its parts."""
    line: int
    """Counted from 1; 0 means the file, or the folder, as a whole."""


@dataclass(frozen=True, order=True)
class Pin:
    """One place that names a version of ours, or should."""

    place: Place
    what: str
    """The field and what it belongs to, such as `newTag of registry/owner/name/api`."""
    found: str
    expected: str
    subject: str
    """What is pinned: an image, a variable, or the path of a remote base."""
    holder: str = ""
    """Which object of the folder has it: the same variable of two objects is two pins."""
    note: str = ""

    @property
    def right(self) -> bool:
        """Whether it names the version that was asked for."""
        return self.found == self.expected


@dataclass(frozen=True, order=True)
class Fault:
    """Something that stands in the way of a judgement."""

    place: Place
    message: str
    """What was found."""
    expected: str


def plain(text: str) -> str:
    """Text from outside on one line, with nothing that a terminal or a log would obey."""
    return "".join(char if char.isprintable() else f"\\x{ord(char):02x}" for char in text)


def shown(text: str) -> str:
    """The same in quotes, and shortened."""
    short = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
    return '"' + plain(short).replace('"', r"\"") + '"'
