"""Finds generated files that the application repository ignores, so that a commit would lack them. Many repositories ignore `lib/`."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from compiler.diagnostic import joined
from compiler.output.git import GitError, run_git
from compiler.plain_text import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from compiler.output.compare import Comparison

_FIELDS = 4  # of a result: the file of the pattern, its line, the pattern, the path


def ignored_notices(comparisons: Iterable[Comparison], root: Path) -> Iterator[str]:
    """A line for each pattern that ignores generated files. Tracked files are not ignored. If Git fails, there are no lines."""
    paths = [comparison.shown for comparison in comparisons if comparison.output is not None]
    # check-ignore refuses literal pathspecs; the model allows no path for which that matters.
    ask = ("--no-literal-pathspecs", "check-ignore", "--stdin", "-z", "--verbose")
    try:
        done = run_git(root, *ask, given="".join(f"{path}\0" for path in paths))
    except GitError:
        return
    fields = done.stdout.decode("utf-8", "surrogateescape").split("\0")[:-1]
    ignored: dict[str, list[str]] = {}
    for file, line, pattern, path in zip(*(fields[number::_FIELDS] for number in range(_FIELDS)), strict=True):
        if not pattern.startswith("!"):
            ignored.setdefault(f"{file}:{line}: {pattern}", []).append(path)
    for rule, found in ignored.items():
        them = "them" if found[1:] else "it"
        yield (
            f"{joined(found, 'and', 1)}: ignored in this repository ({plain(rule)}), so `git add --all` leaves {them} out. "
            f"To do: change that line, or git -C {shlex.quote(str(root))} add --force -- {' '.join(map(shlex.quote, found))}"
        )
