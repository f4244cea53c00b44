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
        left = tuple(Replaced(path, _is_folder(root / path), tracked=False, mentions=()) for path in there)
        return Leftover(root, left, wrong=plain(str(error)))
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
        for one, pattern in patterns.items():
            if match := pattern.search(content):
                line = content.count(b"\n", 0, match.start()) + 1
                found[one].append(f"{plain(name)}:{line}")
    return found, unsearched


def _pattern(name: str) -> re.Pattern[bytes]:
    """Matches the name of the file, but not as a part of a longer name. It has no repetition, so matching takes linear time."""
    return re.compile(rb"(?<![\w.-])" + re.escape(name.encode()) + rb"(?![\w-]|\.\w)")


def removals(left: Leftover) -> Iterator[Comparison]:
    """The removals, as comparisons that can be planned."""
    for one in left.files:
        path = left.root / one.path
        try:
            yield Comparison(path, one.path, State.REPLACED, found=read_bytes(path))
        except OSError as error:
            yield Comparison(path, one.path, State.REPLACED, obstacle=obstacle(error))


def as_text(left: Leftover) -> Iterator[str]:
    """Lines for a terminal; none if nothing is left."""
    if not left.files:
        return
    yield f"replaced by the definitions, and not removed yet: {len(left.files)} file{'s' * (len(left.files) > 1)}"
    for one in left.files:
        yield f"  {one.path}{' (GitHub still runs it)' if one.path.startswith(f'{WORKFLOWS}/') else ''}"
        if not left.wrong:
            yield f"    {_describe_mentions(one)}"
    if left.wrong:
        yield f"  what mentions them is unknown, since Git cannot list the files: {left.wrong}"
    if left.unsearched:
        yield f"  not searched, because of their size or number: {left.unsearched} of the tracked files"
    yield f"  to do: {remedy(left)}"


def _describe_mentions(one: Replaced) -> str:
    """The files that mention it, on one line."""
    if not one.mentions:
        return "no tracked text file mentions it"
    more = len(one.mentions) - _MAX_MENTIONS_SHOWN
    return f"mentioned in {', '.join(one.mentions[:_MAX_MENTIONS_SHOWN])}{f', and {more} more' if more > 0 else ''}"


def remedy(left: Leftover) -> str:
    """The commands that remove them."""
    place = shlex.quote(str(left.root))
    tracked, others = ([one for one in left.files if one.tracked is kind] for kind in (True, False))
    commands = [f"git -C {place} {_rm(tracked)} {_quote(one.path for one in tracked)}"] if tracked else []
    if others:
        commands.append(f"{_rm(others)} {_quote(str(left.root / one.path) for one in others)}")
    by_linesmith = f"`linesmith install --remove-replaced {place}` removes those that HEAD has"
    return f"update the files that mention them, then {' && '.join(commands)}; {by_linesmith}"


def _rm(removed: Sequence[Replaced]) -> str:
    recursive = " -r" if any(one.folder for one in removed) else ""
    return f"rm{recursive} --"


def _quote(paths: Iterable[str]) -> str:
    return " ".join(map(shlex.quote, paths))


def notices(left: Leftover) -> Collection[tuple[str, str]]:
    """A path and a text for each, for annotations."""
    return [(one.path, _notice(one, by_git=one.tracked or bool(left.wrong))) for one in left.files]


def _notice(one: Replaced, *, by_git: bool) -> str:
    found = f"a definition names this {'folder' if one.folder else 'file'} as replaced, and it still exists; {_describe_mentions(one)}"
    return f"{found}. To do: {'git ' if by_git else ''}{_rm([one])} {one.path}"
