"""Files that a definition names as replaced: which of them are still there, and what still mentions them."""

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

_MOST_FILES = 50_000
_MOST_BYTES = 1024 * 1024
"""Of one file."""
_MOST_BYTES_IN_ALL = 256 * 1024 * 1024
_MOST_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Replaced:
    """One that is still there."""

    path: str
    folder: bool
    tracked: bool
    """Whether Git knows it, or a file in it."""
    mentions: tuple[str, ...]
    """Each tracked text file that has its path or its name, and the first line that has it, as `README.md:12`."""


@dataclass(frozen=True, slots=True)
class Leftover:
    """All that are still there."""

    root: Path
    files: tuple[Replaced, ...] = ()
    unsearched: int = 0
    """How many tracked files were too large or too many to be searched."""
    wrong: str = ""
    """Why Git could not list the tracked files."""


def leftover(compilation: Compilation, comparisons: Iterable[Comparison], root: Path) -> Leftover:
    """What the definitions name as replaced and the repository still has, but for what goes in any case. Nothing is changed."""
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
    unsearched, read = max(0, len(files) - _MOST_FILES), 0

    @cache
    def outside(folder: Path) -> bool:
        return is_outside(folder, root)

    for name in sorted(files)[:_MOST_FILES]:
        path = root / name
        try:
            content = b"" if outside(path.parent) else read_bytes(path, min(_MOST_BYTES, _MOST_BYTES_IN_ALL - read))
        except TooLargeError:
            unsearched += 1
            continue
        except OSError:  # a link, a submodule, or no longer there
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
    """The name of the file, and not the end or the beginning of a longer one. Nothing in it repeats, so it takes linear time."""
    return re.compile(rb"(?<![\w.-])" + re.escape(name.encode()) + rb"(?![\w-]|\.\w)")


def removals(left: Leftover) -> Iterator[Comparison]:
    """What is to be removed, as an installation plans it."""
    for one in left.files:
        path = left.root / one.path
        try:
            yield Comparison(path, one.path, State.REPLACED, found=read_bytes(path))
        except OSError as error:
            yield Comparison(path, one.path, State.REPLACED, obstacle=obstacle(error))


def as_text(left: Leftover) -> Iterator[str]:
    """Lines for a person; none if nothing is left."""
    if not left.files:
        return
    yield f"replaced by the definitions, and still there: {len(left.files)} file{'s' * (len(left.files) > 1)}"
    for one in left.files:
        yield f"  {one.path}{' (GitHub still runs it)' if one.path.startswith(f'{WORKFLOWS}/') else ''}"
        if not left.wrong:
            yield f"    {mentioned(one)}"
    if left.wrong:
        yield f"  what mentions them is not known, since Git does not list the files: {left.wrong}"
    if left.unsearched:
        yield f"  not searched, since too large or too many: {left.unsearched} of the tracked files"
    yield f"  to do: {remedy(left)}"


def mentioned(one: Replaced) -> str:
    """What mentions it, on one line."""
    if not one.mentions:
        return "no tracked text file mentions it"
    more = len(one.mentions) - _MOST_SHOWN
    return f"mentioned in {', '.join(one.mentions[:_MOST_SHOWN])}{f', and {more} more' if more > 0 else ''}"


def remedy(left: Leftover) -> str:
    """The commands that remove them."""
    place = shlex.quote(str(left.root))
    tracked, others = ([one for one in left.files if one.tracked is kind] for kind in (True, False))
    commands = [f"git -C {place} {_rm(tracked)} {_quoted(one.path for one in tracked)}"] if tracked else []
    if others:
        commands.append(f"{_rm(others)} {_quoted(str(left.root / one.path) for one in others)}")
    by_linesmith = f"`linesmith install --remove-replaced {place}` removes those that HEAD has"
    return f"change what mentions them, then {' && '.join(commands)}; {by_linesmith}"


def _rm(removed: Sequence[Replaced]) -> str:
    recursive = " -r" if any(one.folder for one in removed) else ""
    return f"rm{recursive} --"


def _quoted(paths: Iterable[str]) -> str:
    return " ".join(map(shlex.quote, paths))


def notices(left: Leftover) -> Collection[tuple[str, str]]:
    """A path and a text for each, for GitHub's log."""
    return [(one.path, _notice(one, by_git=one.tracked or bool(left.wrong))) for one in left.files]


def _notice(one: Replaced, *, by_git: bool) -> str:
    told = f"a definition names this {'folder' if one.folder else 'file'} as replaced, and it is still there; {mentioned(one)}"
    return f"{told}. To do: {'git ' if by_git else ''}{_rm([one])} {one.path}"
