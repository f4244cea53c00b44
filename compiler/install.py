"""What an installation would change in an application repository, and the change itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from compiler.diff import State
from compiler.transaction import Change, apply

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from compiler.diff import Comparison

_DOES = {State.MISSING: "create", State.CHANGED: "replace", State.FOREIGN: "adopt", State.ORPHAN: "remove"}


@dataclass(frozen=True, slots=True)
class Planned:
    """One file that is to change."""

    comparison: Comparison
    does: str
    """create, replace, adopt or remove; a file that was not written by Linesmith is adopted."""

    @property
    def lines(self) -> str:
        """How much of it changes, as `+3 -1`; empty for a file that comes or goes whole."""
        changed = [line[0] for line in self.comparison.diff.splitlines() if not line.startswith(("+++", "---"))]
        added, removed = changed.count("+"), changed.count("-")
        return f"+{added} -{removed}" if added or removed else "mode" if self.comparison.diff else ""

    @property
    def change(self) -> Change:
        """The file as it is to be."""
        output = self.comparison.output
        if output is None:
            return Change(self.comparison.path, None)
        return Change(self.comparison.path, output.text, output.executable)


def plan(comparisons: Iterable[Comparison]) -> list[Planned]:
    """What is to change, in the order of the definitions."""
    return [Planned(found, _DOES[found.state]) for found in comparisons if found.state is not State.CURRENT]


def in_the_way(planned: Sequence[Planned], root: Path, *, adopt: bool) -> Iterator[tuple[str, str, str]]:
    """Each file that cannot be installed: its path, what is there, and what to do.

    Nothing is written through a symbolic link: where it leads may not be the repository's.
    """
    for one in planned:
        comparison = one.comparison
        link = _link(comparison.path, root)
        if link is not None:
            yield link.relative_to(root).as_posix(), "a symbolic link, and nothing is written through one", "replace it by what it names"
        elif comparison.path.is_dir():
            yield comparison.shown, "a folder where a file is to be", "move it away"
        elif one.does == "adopt" and not adopt:
            yield comparison.shown, "not written by Linesmith", "move it away, or replace it with --adopt"
        elif file := _file_above(comparison.path, root):
            yield file.relative_to(root).as_posix(), "a file where a folder is to be", "move it away"


def _link(path: Path, root: Path) -> Path | None:
    return next((part for part in (path, *_between(path, root)) if part.is_symlink()), None)


def _file_above(path: Path, root: Path) -> Path | None:
    return next((part for part in _between(path, root) if part.exists() and not part.is_dir()), None)


def _between(path: Path, root: Path) -> Iterator[Path]:
    """The folders above a path, below the root."""
    return (part for part in path.parents if part != root and root in part.parents)


def install(planned: Sequence[Planned]) -> None:
    """Make the changes, all or none.

    Raises:
        OSError, StoppedError, NotUndoneError: as `compiler.transaction.apply` does.
    """
    apply([one.change for one in planned])
