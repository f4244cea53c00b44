"""Finds files that a definition names as replaced, and what still mentions them."""

from __future__ import annotations

import os
import re
import shlex
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from compiler.files import TooLargeError, is_folder, is_link, is_outside, obstacle, read_bytes
from compiler.output.compare import Comparison, State
from compiler.output.git import GitError, git
from compiler.plain_text import plain
from compiler.project import WORKFLOWS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from pathlib import Path

    from compiler.compile import Compilation

_MAX_FILES = 50_000
_MAX_FILE_BYTES = 1024 * 1024
_MAX_TOTAL_BYTES = 256 * 1024 * 1024
_MAX_MENTIONS_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Replaced:
    """A replaced file or folder that still exists."""

    path: str
    folder: bool
    tracked: bool
    """Whether Git tracks it, or a file in it."""
    mentions: tuple[str, ...]
    """Each tracked text file that contains its name, with the first such line, as `README.md:12`."""


@dataclass(frozen=True, slots=True)
class Leftover:
    """All replaced files that still exist."""

    root: Path
    files: tuple[Replaced, ...] = ()
    unsearched: int = 0
    """The number of tracked files beyond the limits, which were not searched."""
    wrong: str = ""
    """Why Git could not list the tracked files."""


def find_leftover(compilation: Compilation, comparisons: Iterable[Comparison], root: Path) -> Leftover:
    """Find replaced files that the repository still has, except for orphans, which are removed in any case. Nothing is changed."""
    going = {comparison.shown for comparison in comparisons if comparison.state is State.ORPHAN}
    named = dict.fromkeys(path for declared in compilation.repositories for path in declared.replaces if path not in going)
    there = [path for path in named if os.path.lexists(root / path) and not is_outside((root / path).parent, root)]
    if not there:
        return Leftover(root)
    try:
        tracked = dict.fromkeys(git(root, "ls-files", "-z").split("\0")[:-1])
    except GitError as error:
        leftover = tuple(Replaced(path, _is_folder(root / path), tracked=False, mentions=()) for path in there)
        return Leftover(root, leftover, wrong=plain(str(error)))
    made = {output.path for output in compilation.files if output.root != "."}
    mentions, unsearched = _mentions(there, [path for path in tracked if path not in made and path not in named], root)
    known = {path for path in there if path in tracked or any(file.startswith(f"{path}/") for file in tracked)}
    return Leftover(
        root, tuple(Replaced(path, _is_folder(root / path), path in known, tuple(mentions[path])) for path in there), unsearched
    )


def _is_folder(path: Path) -> bool:
    return is_folder(path) and not is_link(path)


def _mentions(wanted: Sequence[str], files: Sequence[str], root: Path) -> tuple[dict[str, list[str]], int]:
    found: dict[str, list[str]] = {path: [] for path in wanted}
    patterns = {path: _pattern(path.rpartition("/")[2]) for path in wanted}
    unsearched, read = max(0, len(files) - _MAX_FILES), 0

    @cache
    def outside(folder: Path) -> bool:
        return is_outside(folder, root)

    for name in sorted(files)[:_MAX_FILES]:
        path = root / name
        try:
            content = b"" if outside(path.parent) else read_bytes(path, min(_MAX_FILE_BYTES, _MAX_TOTAL_BYTES - read))
        except TooLargeError:
            unsearched += 1
            continue
        except OSError:  # a link, a submodule, or removed meanwhile
            continue
        read += len(content)
        if b"\0" in content:
            continue
        for file, pattern in patterns.items():
            if match := pattern.search(content):
                line = content.count(b"\n", 0, match.start()) + 1
                found[file].append(f"{plain(name)}:{line}")
    return found, unsearched


def _pattern(name: str) -> re.Pattern[bytes]:
    """Matches the name of the file, but not as a part of a longer name. It has no repetition, so matching takes linear time."""
    return re.compile(rb"(?<![\w.-])" + re.escape(name.encode()) + rb"(?![\w-]|\.\w)")


def removals(leftover: Leftover) -> Iterator[Comparison]:
    """The removals, as comparisons that can be planned."""
    for file in leftover.files:
        path = leftover.root / file.path
        try:
            yield Comparison(path, file.path, State.REPLACED, found=read_bytes(path))
        except OSError as error:
            yield Comparison(path, file.path, State.REPLACED, obstacle=obstacle(error))


def as_text(leftover: Leftover) -> Iterator[str]:
    """Lines for a terminal; none if nothing is left."""
    if not leftover.files:
        return
    yield f"replaced by the definitions, and not removed yet: {len(leftover.files)} file{'s' * (len(leftover.files) > 1)}"
    for file in leftover.files:
        yield f"  {file.path}{' (GitHub still runs it)' if file.path.startswith(f'{WORKFLOWS}/') else ''}"
        if not leftover.wrong:
            yield f"    {_describe_mentions(file)}"
    if leftover.wrong:
        yield f"  what mentions them is unknown, since Git cannot list the files: {leftover.wrong}"
    if leftover.unsearched:
        yield f"  not searched, because of their size or number: {leftover.unsearched} of the tracked files"
    yield f"  to do: {remedy(leftover)}"


def _describe_mentions(file: Replaced) -> str:
    """The files that mention it, on one line."""
    if not file.mentions:
        return "no tracked text file mentions it"
    more = len(file.mentions) - _MAX_MENTIONS_SHOWN
    return f"mentioned in {', '.join(file.mentions[:_MAX_MENTIONS_SHOWN])}{f', and {more} more' if more > 0 else ''}"


def remedy(leftover: Leftover) -> str:
    """The commands that remove them."""
    place = shlex.quote(str(leftover.root))
    tracked, others = ([file for file in leftover.files if file.tracked is kind] for kind in (True, False))
    commands = [f"git -C {place} {_rm(tracked)} {_quote(file.path for file in tracked)}"] if tracked else []
    if others:
        commands.append(f"{_rm(others)} {_quote(str(leftover.root / file.path) for file in others)}")
    by_linesmith = f"`linesmith install --remove-replaced {place}` removes those that HEAD has"
    return f"update the files that mention them, then {' && '.join(commands)}; {by_linesmith}"


def _rm(removed: Sequence[Replaced]) -> str:
    recursive = " -r" if any(file.folder for file in removed) else ""
    return f"rm{recursive} --"


def _quote(paths: Iterable[str]) -> str:
    return " ".join(map(shlex.quote, paths))


def notices(leftover: Leftover) -> Collection[tuple[str, str]]:
    """A path and a text for each, for annotations."""
    return [(file.path, _notice(file, by_git=file.tracked or bool(leftover.wrong))) for file in leftover.files]


def _notice(file: Replaced, *, by_git: bool) -> str:
    found = f"a definition names this {'folder' if file.folder else 'file'} as replaced, and it still exists; {_describe_mentions(file)}"
    return f"{found}. To do: {'git ' if by_git else ''}{_rm([file])} {file.path}"
