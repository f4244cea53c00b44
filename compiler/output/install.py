"""Plans and makes the changes to a repository."""

from __future__ import annotations

import os
import shlex
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from compiler.files import exists, is_folder, is_link
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
"""A path, what was found there, and what to do."""


@dataclass(frozen=True)
class Planned:
    """A planned change of one file."""

    comparison: Comparison
    does: str
    """create, replace, overwrite or remove; an unmanaged file is overwritten."""

    @cached_property
    def difference(self) -> str:
        """The whole difference, including that of a file that is created, removed or unmanaged, with control characters escaped."""
        found, shown = self.comparison, plain(self.comparison.shown)
        if found.only:
            return f"{shown}: differs in its {found.only} only\n"
        if b"\0" in (found.found or b""):
            return f"{shown}: the file on disk is not text\n"
        old = "/dev/null" if found.found is None else f"{shown} (on disk)"
        new = "/dev/null" if found.output is None else f"{shown} (generated)"
        before = (found.found or b"").replace(b"\r\n", b"\n").decode("utf-8", "replace")
        return plain_lines(unified(before, found.output.text if found.output else "", old, new))

    @cached_property
    def counts(self) -> tuple[int, int]:
        """The number of lines added and removed."""
        signs = [line[:1] for line in self.difference.split("\n")[2:]]
        return signs.count("+"), signs.count("-")

    @property
    def lines(self) -> str:
        """The number of lines added and removed, as `+3 -1`, and what else matters."""
        found = self.comparison
        if found.only:
            return found.only
        counted = "not text" if b"\0" in (found.found or b"") else "+{} -{}".format(*self.counts)
        return f"{counted}, instead of {found.obstacle}" if found.obstacle else counted

    @property
    def loses(self) -> bool:
        """Whether the change discards content that is on disk."""
        if self.comparison.state is State.REPLACED:
            return True
        return bool(self.comparison.found and self.comparison.found.strip()) and not self.comparison.only

    @property
    def change(self) -> Change:
        """The change to make."""
        comparison, before = self.comparison, Before(self.comparison.found)
        if comparison.output is None:
            return Change(comparison.path, None, before=before)
        return Change(comparison.path, comparison.output.text, comparison.output.executable, before)


def plan(comparisons: Iterable[Comparison]) -> list[Planned]:
    """The changes that are needed, in the order of the definitions."""
    return [Planned(found, _DOES[found.state]) for found in comparisons if found.state is not State.CURRENT]


def summary(planned: Sequence[Planned]) -> Iterator[str]:
    """A line for each file with the number of lines added and removed, and the total."""
    for each in planned:
        yield f"{each.does:<9}  {plain(each.comparison.shown)}  ({each.lines})"
    if planned:
        added, removed = (sum(each.counts[side] for each in planned) for side in (0, 1))
        yield f"total      {len(planned)} file{'s' * (len(planned) > 1)}  (+{added} -{removed})"


def find_obstacles(planned: Sequence[Planned], root: Path, *, overwrite_unmanaged: bool) -> Iterator[Obstacle]:
    """Find everything that prevents an installation.

    Nothing is written through a symbolic link, which may lead out of the repository. A change that loses content is made only if HEAD
    has the file with the same content and mode.

    Raises:
        GitError: if Git cannot say what HEAD has.
    """
    head = Head.read(root, {each.comparison.shown for each in planned})
    for each in planned:
        yield from _find_obstacle(each, root, head, overwrite_unmanaged=overwrite_unmanaged)


def _find_obstacle(planned: Planned, root: Path, head: Head, *, overwrite_unmanaged: bool) -> Iterator[Obstacle]:
    comparison = planned.comparison
    path, shown = comparison.path, comparison.shown
    if comparison.state is State.REPLACED and comparison.obstacle:
        yield shown, f"{comparison.obstacle}, which is not removed", f"git -C {shlex.quote(str(root))} rm -r -- {shlex.quote(shown)}"
    elif link := next((part for part in (path, *_between(path, root)) if is_link(part)), None):
        yield _shown(link, root), "a symbolic link, and nothing is written through one", "replace it with a copy of its target"
    elif file := next((part for part in _between(path, root) if exists(part) and not is_folder(part)), None):
        yield _shown(file, root), "a file where a folder is needed", "move it away"
    elif inner := next((part for part in _between(path, root) if _is_another_repository(part, root, head)), None):
        yield _shown(inner, root), "another repository, whose files do not belong to this one", "move the submodule to another folder"
    elif comparison.obstacle:
        remedy = "make it readable for this user" if "Permission denied" in comparison.obstacle else "move it away"
        yield shown, f"{comparison.obstacle} where a file is needed", remedy
    elif planned.does == "overwrite" and not overwrite_unmanaged:
        remedy = "move it away, or overwrite it with --overwrite-unmanaged; --dry-run --diff shows the difference"
        yield shown, "not written by Linesmith", remedy
    elif planned.loses and (lacks := head.lacks(shown)):
        yield shown, f"{lacks}, and its content would be lost", f"commit it: {_commit(root, shown)}; or remove it. Then run this again"
    elif shown in head.left_out:
        folder = shlex.quote(shown.rpartition("/")[0] or ".")
        remedy = f"git -C {shlex.quote(str(root))} sparse-checkout add {folder}, then run this again"
        yield shown, "not part of this sparse checkout, so its content is unknown", remedy


def _is_another_repository(folder: Path, root: Path, head: Head) -> bool:
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
    """Make all changes or none. None are made if a file has changed since it was compared.

    Raises:
        OSError, StoppedError, RollbackError: as `compiler.output.transaction.apply` does.
    """
    apply([each.change for each in planned])
