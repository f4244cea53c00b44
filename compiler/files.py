"""Reads files of a repository that may contain anything: regular files only, up to a size limit."""

from __future__ import annotations

import errno
import os
import stat
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

MAX_BYTES = 4 * 1024 * 1024
"""The default size limit of a file that is read."""

_KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISLNK, "a symbolic link"),
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


class NotAFileError(OSError):
    """The path is not a regular file. `strerror` says what it is."""


class TooLargeError(OSError):
    """The file is larger than the limit."""


def read_bytes(path: Path, max_bytes: int = MAX_BYTES, *, follow: bool = False) -> bytes:
    """The content of a regular file.

    The file type is that of the opened file, so that nothing can be put in its place in between. Opening a named pipe does not block.

    Args:
        path: the file.
        max_bytes: the size limit.
        follow: whether to follow a symbolic link to a regular file.

    Raises:
        NotAFileError: if it is not a regular file.
        TooLargeError: if it is larger than `max_bytes`.
        OSError: if it does not exist or cannot be read.
    """
    content = head(path, max_bytes + 1, follow=follow)
    if len(content) > max_bytes:
        raise TooLargeError(errno.EFBIG, f"larger than {max_bytes} bytes", str(path))
    return content


def head(path: Path, count: int, *, follow: bool = False) -> bytes:
    """The first bytes of a regular file. Raises as `read_bytes` does, except for the size."""
    if kind := kind_of(path, follow=follow):  # checked before opening: opening a device can have effects
        raise NotAFileError(errno.EINVAL, f"{kind}, not a file", str(path))
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    if not follow:
        flags |= getattr(os, "O_NOFOLLOW", 0)
    descriptor = os.open(path, flags)
    with os.fdopen(descriptor, "rb") as stream:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise NotAFileError(errno.EINVAL, "not a file", str(path))
        return stream.read(count)


def read_text(path: Path, max_bytes: int = MAX_BYTES) -> str:
    """The text of a file or of the target of a link, decoded as UTF-8, without a byte-order mark.

    Raises:
        OSError: as `read_bytes` does.
        UnicodeDecodeError: if it is not UTF-8.
    """
    return read_bytes(path, max_bytes, follow=True).decode("utf-8-sig")


def kind_of(path: Path, *, follow: bool = False) -> str:
    """What the path is if it is not a regular file; empty if it is one.

    Raises:
        OSError: if the path does not exist.
    """
    mode = os.stat(path, follow_symlinks=follow).st_mode  # noqa: PTH116 - `Path.stat` is the same
    return "" if stat.S_ISREG(mode) else next((name for test, name in _KINDS if test(mode)), "something")


def obstacle(error: OSError) -> str:
    """A noun for what is at a path instead of a readable file."""
    if isinstance(error, NotAFileError):
        return (error.strerror or "").removesuffix(", not a file")
    return f"a file that cannot be read ({error.strerror})"


def exists(path: Path) -> bool:
    """Whether a path exists.

    This function and the next two return False in a folder without search permission, where `Path` raises before Python 3.14.
    """
    return os.path.exists(path)  # noqa: PTH110


def is_folder(path: Path) -> bool:
    """Whether a path is a folder, or a link to one."""
    return os.path.isdir(path)  # noqa: PTH112


def is_link(path: Path) -> bool:
    """Whether a path is a symbolic link."""
    return os.path.islink(path)  # noqa: PTH114


def is_outside(path: Path, root: Path) -> bool:
    """Whether a symbolic link in the path leads outside of a folder."""
    real = os.path.realpath(root)
    return os.path.commonpath([real, os.path.realpath(path)]) != real
