"""Compares the generated files with those on disk."""

from __future__ import annotations

import difflib
import io
import os
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from compiler.file_header import is_ours
from compiler.files import head, is_folder, is_link, is_outside, obstacle, read_bytes
from compiler.project import GENERATED, WORKFLOWS

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Sequence

    from compiler.backend.generated_file import GeneratedFile


_MODES = "old mode 100644\nnew mode 100755\n"
"""Git's notation for a file that has become executable."""
_MAX_LINES = 20_000
_MAX_FOLDERS = 5_000
# In YAML and Markdown CRLF is a line ending. After `#!`, a kernel reads CR as a part of the interpreter's name.
_ANY_LINE_ENDS = (".yml", ".yaml", ".md")


class State(StrEnum):
    """The state of a file on disk."""

    CURRENT = "current"
    CHANGED = "changed"
    MISSING = "missing"
    UNMANAGED = "unmanaged"
    """Not written by Linesmith, and in the place of a generated file."""
    ORPHAN = "orphan"
    """Written by Linesmith, and no longer declared by any definition."""
    REPLACED = "replaced"
    """Not written by Linesmith, and named by a definition as replaced."""


class Comparison(NamedTuple):
    """A file on disk, compared with the generated one."""

    path: Path
    shown: str
    """The path for messages."""
    state: State
    output: GeneratedFile | None = None
    diff: str = ""
    """A unified diff from the file on disk to the generated one. Empty if there is nothing to compare."""
    line: int = 1
    """The first line that differs."""
    same_content: bool = False
    """Whether only the formatting differs."""
    found: bytes | None = None
    """The content on disk; None if there was no readable file."""
    only: str = ""
    """What differs if the text is the same: "mode" or "line endings"."""
    obstacle: str = ""
    """What is at the path instead of a readable file, such as "a folder"."""


def compare(outputs: Sequence[GeneratedFile], root: Path, *, mirrored: bool = False) -> list[Comparison]:
    """Compare each generated file with the one on disk, and find orphans.

    Args:
        outputs: the generated files.
        root: the repository to compare with.
        mirrored: whether `root` is an application repository. Its files are not in `generated/`, and files for this repository
            itself are skipped.
    """
    wanted: dict[Path, tuple[str, GeneratedFile]] = {}
    for output in outputs:
        if mirrored and output.root == ".":
            continue
        shown = output.path if mirrored else output.location
        wanted[root / shown] = (shown, output)
    folders = {path.parent for path in wanted}
    outside = {folder for folder in folders if is_outside(folder, root)}
    found = [_compare(path, shown, output, outside) for path, (shown, output) in wanted.items()]
    folders.add(root / WORKFLOWS)
    # Also folders in which nothing is generated any more.
    if mirrored:
        tops = sorted({shown.partition("/")[0] for shown, _ in wanted.values() if "/" in shown})
        folders.update(islice((folder for top in tops for folder in _own_folders(root / top)), _MAX_FOLDERS))
    else:
        folders.update(_folders(root / GENERATED))
    return found + [_orphan(path, root) for path in _orphans(folders, wanted)]


def _compare(path: Path, shown: str, output: GeneratedFile, outside: Container[Path]) -> Comparison:
    if path.parent in outside:
        return Comparison(path, shown, State.UNMANAGED, output, obstacle="a symbolic link to a folder outside the repository")
    try:
        found = read_bytes(path)
    except (FileNotFoundError, NotADirectoryError):
        return Comparison(path, shown, State.MISSING, output)
    except OSError as error:
        # Replacing a link loses no content: its target is not touched.
        state = State.CHANGED if is_link(path) else State.UNMANAGED
        return Comparison(path, shown, state, output, obstacle=obstacle(error))
    return _compare_content(Comparison(path, shown, State.CURRENT, output, found=found), found, output)


def _compare_content(current: Comparison, found: bytes, output: GeneratedFile) -> Comparison:
    expected, unix, shown = output.text.encode(), found.replace(b"\r\n", b"\n"), current.shown
    if found == expected or (unix == expected and shown.endswith(_ANY_LINE_ENDS)):
        if output.executable and not _may_run(current.path):
            return current._replace(state=State.CHANGED, diff=_MODES, only="mode")
        return current
    if unix == expected:
        return current._replace(state=State.CHANGED, only="line endings")
    actual = unix.decode("utf-8", "replace")
    if actual.strip() and not is_ours(actual):  # an empty file has no content to lose
        return current._replace(state=State.UNMANAGED)
    return current._replace(
        state=State.CHANGED,
        diff=unified(actual, output.text, f"{shown} (on disk)", f"{shown} (generated)"),
        line=_first_difference(actual, output.text),
        same_content=output.workflow is not None and _same_content(actual, output.text),
    )


def _folders(root: Path) -> Iterator[Path]:
    yield root
    yield from (path for path in root.rglob("*") if path.is_dir())


def _own_folders(top: Path) -> Iterator[Path]:
    """A folder of an application and those in it, without hidden ones, installed packages, other repositories and links."""
    if is_link(top):
        return
    for place, names, files in os.walk(top):
        if ".git" in names or ".git" in files:
            names.clear()
            continue
        names[:] = sorted(name for name in names if name != "node_modules" and not name.startswith("."))
        yield Path(place)


def _may_run(path: Path) -> bool:
    """Whether the owner may execute the file; always true on systems without file modes."""
    return os.name != "posix" or bool(path.stat().st_mode & 0o100)


def _orphans(folders: Iterable[Path], wanted: Iterable[Path]) -> Iterator[Path]:
    known = set(wanted)
    for folder in filter(is_folder, sorted(folders)):
        for path in sorted(folder.glob("[!.]*")):  # the names of temporary files begin with a dot
            if path not in known and is_ours(_head(path)):
                yield path


def _orphan(path: Path, root: Path) -> Comparison:
    shown = path.relative_to(root).as_posix()
    try:
        return Comparison(path, shown, State.ORPHAN, found=read_bytes(path))
    except OSError as error:
        return Comparison(path, shown, State.ORPHAN, obstacle=obstacle(error))


def _head(path: Path) -> str:
    """The beginning of a regular file; empty if there is none or it cannot be read."""
    try:
        return head(path, 200).decode("utf-8", "replace")
    except OSError:
        return ""


def unified(actual: str, expected: str, old: str, new: str) -> str:
    """A unified diff of two texts with these names. In texts that are too long to compare, all lines differ."""
    before, after = _lines(actual), _lines(expected)
    if max(len(before), len(after)) > _MAX_LINES:
        lines = [f"--- {old}\n", f"+++ {new}\n", f"@@ -1,{len(before)} +1,{len(after)} @@\n"]
        lines += [f"-{line}" for line in before] + [f"+{line}" for line in after]
    else:
        lines = list(difflib.unified_diff(before, after, old, new))
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def _lines(text: str) -> list[str]:
    return list(io.StringIO(text, newline="\n"))


def _same_content(actual: str, expected: str) -> bool:
    from ruamel.yaml import YAML  # noqa: PLC0415 - needed only for a file that differs
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
