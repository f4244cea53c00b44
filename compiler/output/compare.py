"""Pass 6: what the definitions make, compared with what is committed."""

from __future__ import annotations

import difflib
import io
import os
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from compiler.file_header import is_ours
from compiler.files import head, is_folder, is_link, is_outside, obstacle, read_bytes
from compiler.project import GENERATED, WORKFLOWS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from compiler.backend.generated_file import GeneratedFile


_MODES = "old mode 100644\nnew mode 100755\n"
"""How Git tells that a file has become executable."""
_MOST_LINES = 20_000
# YAML and Markdown readers take CRLF for a line end. A kernel takes the CR behind `#!` for a part of the interpreter's name.
_ANY_LINE_ENDS = (".yml", ".yaml", ".md")


class State(StrEnum):
    """How a file on disk stands to the definitions."""

    CURRENT = "current"
    CHANGED = "changed"
    MISSING = "missing"
    UNMANAGED = "unmanaged"
    """Not written by Linesmith, and in the place of a generated file."""
    ORPHAN = "orphan"
    """Written by Linesmith, and no longer declared by any definition."""
    REPLACED = "replaced"
    """Written by hand, and named by a definition as replaced."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """One file, on disk and as it should be."""

    path: Path
    shown: str
    """The path as it is told to people."""
    state: State
    output: GeneratedFile | None = None
    diff: str = ""
    """Unified: from what is committed to what the definitions make. Empty if there is nothing to compare."""
    line: int = 1
    """The first line that differs."""
    same_content: bool = False
    """Whether the file says the same in another form, as after a formatter."""
    found: bytes | None = None
    """What was on disk when it was compared; None if no file was, or it could not be read."""
    only: str = ""
    """What differs, if it is nothing of the text: the mode, or the line ends."""
    obstacle: str = ""
    """What is there instead of a file that can be read, such as "a folder"."""


def compare(outputs: Sequence[GeneratedFile], root: Path, *, mirrored: bool = False) -> list[Comparison]:
    """Each output against its file, and each file of ours that is not an output.

    Args:
        outputs: what the definitions make.
        root: the repository to look in.
        mirrored: `root` is an application repository, so the files lie where they run, not in `generated/`; those that
            are for this repository itself are left out.
    """
    wanted: dict[Path, tuple[str, GeneratedFile]] = {}
    for output in outputs:
        if mirrored and output.root == ".":
            continue
        shown = output.path if mirrored else output.location
        wanted[root / shown] = (shown, output)
    found = [_compare(path, shown, output, root) for path, (shown, output) in wanted.items()]
    folders = {path.parent for path in wanted} | {root / WORKFLOWS}
    if not mirrored:
        folders.update(_folders(root / GENERATED))  # also those that nothing is for any more
    return found + [_orphan(path, root) for path in _orphans(folders, wanted)]


def _compare(path: Path, shown: str, output: GeneratedFile, root: Path) -> Comparison:
    if is_outside(path.parent, root):
        return Comparison(path, shown, State.UNMANAGED, output, obstacle="a folder outside the repository, through a symbolic link,")
    try:
        found = read_bytes(path)
    except (FileNotFoundError, NotADirectoryError):
        return Comparison(path, shown, State.MISSING, output)
    except OSError as error:
        # A link is no work of anybody that would be lost: it is replaced, and what it names is left alone.
        state = State.CHANGED if is_link(path) else State.UNMANAGED
        return Comparison(path, shown, state, output, obstacle=obstacle(error))
    return _compare_content(Comparison(path, shown, State.CURRENT, output, found=found), found, output)


def _compare_content(current: Comparison, found: bytes, output: GeneratedFile) -> Comparison:
    expected, unix, shown = output.text.encode(), found.replace(b"\r\n", b"\n"), current.shown
    if found == expected or (unix == expected and shown.endswith(_ANY_LINE_ENDS)):
        if output.executable and not _may_run(current.path):
            return replace(current, state=State.CHANGED, diff=_MODES, only="mode")
        return current
    if unix == expected:
        return replace(current, state=State.CHANGED, only="line ends")
    actual = unix.decode("utf-8", "replace")
    if actual.strip() and not is_ours(actual):  # in an emptied file there is nothing to lose
        return replace(current, state=State.UNMANAGED)
    return replace(
        current,
        state=State.CHANGED,
        diff=unified(actual, output.text, f"{shown} (committed)", f"{shown} (from the definitions)"),
        line=_first_difference(actual, output.text),
        same_content=output.workflow is not None and _same_content(actual, output.text),
    )


def _folders(root: Path) -> Iterator[Path]:
    yield root
    yield from (path for path in root.rglob("*") if path.is_dir())


def _may_run(path: Path) -> bool:
    """Whether a person may run the file; always so where files have no such mode."""
    return os.name != "posix" or bool(path.stat().st_mode & 0o100)


def _orphans(folders: Iterable[Path], wanted: Iterable[Path]) -> Iterator[Path]:
    known = set(wanted)
    for folder in filter(is_folder, sorted(folders)):
        for path in sorted(folder.glob("[!.]*")):  # the names of files that are being written begin with a dot
            if path not in known and is_ours(_head(path)):
                yield path


def _orphan(path: Path, root: Path) -> Comparison:
    shown = path.relative_to(root).as_posix()
    try:
        return Comparison(path, shown, State.ORPHAN, found=read_bytes(path))
    except OSError as error:
        return Comparison(path, shown, State.ORPHAN, obstacle=obstacle(error))


def _head(path: Path) -> str:
    """The beginning of a regular file; nothing of anything else, or of what cannot be read."""
    try:
        return head(path, 200).decode("utf-8", "replace")
    except OSError:
        return ""


def unified(actual: str, expected: str, old: str, new: str) -> str:
    """The difference between two texts under these names. Texts too long to be compared line by line differ in all lines."""
    before, after = _lines(actual), _lines(expected)
    if max(len(before), len(after)) > _MOST_LINES:
        lines = [f"--- {old}\n", f"+++ {new}\n", f"@@ -1,{len(before)} +1,{len(after)} @@\n"]
        lines += [f"-{line}" for line in before] + [f"+{line}" for line in after]
    else:
        lines = list(difflib.unified_diff(before, after, old, new))
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def _lines(text: str) -> list[str]:
    return list(io.StringIO(text, newline="\n"))


def _same_content(actual: str, expected: str) -> bool:
    from ruamel.yaml import YAML  # noqa: PLC0415 - only a file that is not current has to be read
    from ruamel.yaml.error import YAMLError  # noqa: PLC0415

    yaml = YAML(typ="safe", pure=True)
    try:
        return bool(yaml.load(actual) == yaml.load(expected))
    except YAMLError:
        return False


def _first_difference(actual: str, expected: str) -> int:
    old, new = actual.split("\n"), expected.split("\n")
    same = next((number for number, (left, right) in enumerate(zip(old, new, strict=False), 1) if left != right), min(len(old), len(new)))
    return max(1, min(same, len(old)))
