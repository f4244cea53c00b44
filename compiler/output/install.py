"""What an installation would change in an application repository, and the change itself."""

from __future__ import annotations

import os
import shlex
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from compiler.files import is_folder, is_link, is_there
from compiler.output.compare import State, unified
from compiler.output.git_head import Head
from compiler.output.transaction import Before, Change, apply
from compiler.plain_text import plain, plain_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from compiler.output.compare import Comparison

_DOES = {State.MISSING: "create", State.CHANGED: "replace", State.UNMANAGED: "overwrite", State.ORPHAN: "remove", State.REPLACED: "remove"}
Obstacle = tuple[str, str, str]
"""A path, what is there, and what to do."""


@dataclass(frozen=True)
class Planned:
    """One file that is to change."""

    comparison: Comparison
    does: str
    """create, replace, overwrite or remove; an unmanaged file is overwritten."""

    @cached_property
    def difference(self) -> str:
        """All of it, unified, also for a file that comes, goes, or was written by hand; harmless for a terminal."""
        found, shown = self.comparison, plain(self.comparison.shown)
        if found.only:
            return f"{shown}: differs in its {found.only} only\n"
        if b"\0" in (found.found or b""):
            return f"{shown}: what is there is no text\n"
        old = "/dev/null" if found.found is None else f"{shown} (committed)"
        new = "/dev/null" if found.output is None else f"{shown} (from the definitions)"
        before = (found.found or b"").replace(b"\r\n", b"\n").decode("utf-8", "replace")
        return plain_lines(unified(before, found.output.text if found.output else "", old, new))

    @cached_property
    def counts(self) -> tuple[int, int]:
        """How many lines are added and removed."""
        signs = [line[:1] for line in self.difference.split("\n")[2:]]
        return signs.count("+"), signs.count("-")

    @property
    def lines(self) -> str:
        """How much of it changes, as `+3 -1`, and what else there is to know."""
        found = self.comparison
        if found.only:
            return found.only
        counted = "no text" if b"\0" in (found.found or b"") else "+{} -{}".format(*self.counts)
        return f"{counted}, in the place of {found.obstacle}" if found.obstacle else counted

    @property
    def loses(self) -> bool:
        """Whether something is on disk that is not also in what replaces it."""
        if self.comparison.state is State.REPLACED:
            return True
        return bool(self.comparison.found and self.comparison.found.strip()) and not self.comparison.only

    @property
    def change(self) -> Change:
        """The file as it is to be."""
        comparison, before = self.comparison, Before(self.comparison.found)
        if comparison.output is None:
            return Change(comparison.path, None, before=before)
        return Change(comparison.path, comparison.output.text, comparison.output.executable, before)


def plan(comparisons: Iterable[Comparison]) -> list[Planned]:
    """What is to change, in the order of the definitions."""
    return [Planned(found, _DOES[found.state]) for found in comparisons if found.state is not State.CURRENT]


def summary(planned: Sequence[Planned]) -> Iterator[str]:
    """A line for each file with the lines added and removed, and the total."""
    for one in planned:
        yield f"{one.does:<9}  {plain(one.comparison.shown)}  ({one.lines})"
    if planned:
        added, removed = (sum(one.counts[side] for one in planned) for side in (0, 1))
        yield f"total      {len(planned)} file{'s' * (len(planned) > 1)}  (+{added} -{removed})"


def in_the_way(planned: Sequence[Planned], root: Path, *, overwrite_unmanaged: bool) -> Iterator[Obstacle]:
    """Each file that cannot be installed.

    Nothing is written through a symbolic link: where it leads may not be the repository's. Nothing is replaced or removed that
    Git does not have in HEAD just as it is on disk.

    Raises:
        GitError: if Git cannot say what it has.
    """
    head = Head.read(root, {one.comparison.shown for one in planned})
    for one in planned:
        yield from _in_the_way(one, root, head, overwrite_unmanaged=overwrite_unmanaged)


def _in_the_way(one: Planned, root: Path, head: Head, *, overwrite_unmanaged: bool) -> Iterator[Obstacle]:
    path, shown = one.comparison.path, one.comparison.shown
    if one.comparison.state is State.REPLACED and one.comparison.obstacle:
        yield shown, f"{one.comparison.obstacle}, which is not removed", f"git -C {shlex.quote(str(root))} rm -r -- {shlex.quote(shown)}"
    elif link := next((part for part in (path, *_between(path, root)) if is_link(part)), None):
        yield _shown(link, root), "a symbolic link, and nothing is written through one", "replace it by what it names"
    elif file := next((part for part in _between(path, root) if is_there(part) and not is_folder(part)), None):
        yield _shown(file, root), "a file where a folder is to be", "move it away"
    elif inner := next((part for part in _between(path, root) if _is_of_its_own(part, root, head)), None):
        yield _shown(inner, root), "a repository of its own, whose files are not of this one", "move the submodule to another folder"
    elif one.comparison.obstacle:
        remedy = "make it readable for this user" if "Permission denied" in one.comparison.obstacle else "move it away"
        yield shown, f"{one.comparison.obstacle} where a file is to be", remedy
    elif one.does == "overwrite" and not overwrite_unmanaged:
        remedy = "move it away, or overwrite it with --overwrite-unmanaged; --dry-run --diff shows the difference"
        yield shown, "not written by Linesmith", remedy
    elif one.loses and (lacks := head.lacks(shown)):
        yield shown, f"{lacks}, and would be lost", f"commit it: {_commit(root, shown)}; or remove it. Then run this again"
    elif shown in head.left_out:
        folder = shlex.quote(shown.rpartition("/")[0] or ".")
        remedy = f"git -C {shlex.quote(str(root))} sparse-checkout add {folder}, then run this again"
        yield shown, "left out of this sparse checkout, so what is there cannot be seen", remedy


def _is_of_its_own(folder: Path, root: Path, head: Head) -> bool:
    return os.path.lexists(folder / ".git") or _shown(folder, root) in head.submodules


def _commit(root: Path, shown: str) -> str:
    git, file = f"git -C {shlex.quote(str(root))}", shlex.quote(shown)
    return f"{git} add --force -- {file} && {git} commit -- {file}"


def _shown(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix()


def _between(path: Path, root: Path) -> Iterator[Path]:
    """The folders above a path, below the root."""
    return (part for part in path.parents if part != root and root in part.parents)


def install(planned: Sequence[Planned]) -> None:
    """Make the changes, all or none. A file that has changed since it was compared stops it.

    Raises:
        OSError, StoppedError, NotUndoneError: as `compiler.output.transaction.apply` does.
    """
    apply([one.change for one in planned])
