"""Files of a repository that nobody has looked at: only regular ones are read, and never more than a bound."""

from __future__ import annotations

import errno
import os
import stat
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

MOST = 4 * 1024 * 1024
"""Bytes. No file that is read here is near it."""

_KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISLNK, "a symbolic link"),
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


class NotAFileError(OSError):
    """What is there is no regular file; `strerror` says what it is."""


class TooLargeError(OSError):
    """The file has more bytes than are read."""


def read_bytes(path: Path, most: int = MOST, *, follow: bool = False) -> bytes:
    """The content of a regular file.

    The kind is taken from what was opened, so that nothing can be put in its place in between. A named pipe that nobody writes to
    does not hold up the opening.

    Args:
        path: the file.
        most: how many bytes are read at most.
        follow: read what a symbolic link names, if that is a regular file.

    Raises:
        NotAFileError: if it is anything else than a regular file.
        TooLargeError: if it has more than `most` bytes.
        OSError: if it is not there or cannot be read.
    """
    content = head(path, most + 1, follow=follow)
    if len(content) > most:
        raise TooLargeError(errno.EFBIG, f"larger than {most} bytes", str(path))
    return content


def head(path: Path, count: int, *, follow: bool = False) -> bytes:
    """The first bytes of a regular file; raises as `read_bytes` does, but for the size."""
    if kind := kind_of(path, follow=follow):  # before it is opened: opening a device can already do something
        raise NotAFileError(errno.EINVAL, f"{kind}, not a file", str(path))
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    if not follow:
        flags |= getattr(os, "O_NOFOLLOW", 0)
    descriptor = os.open(path, flags)
    with os.fdopen(descriptor, "rb") as stream:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise NotAFileError(errno.EINVAL, "not a file", str(path))
        return stream.read(count)


def read_text(path: Path, most: int = MOST) -> str:
    """A file that may be a link, as UTF-8; a byte-order mark is left out.

    Raises:
        OSError: as `read_bytes` does.
        UnicodeDecodeError: if it is not UTF-8.
    """
    return read_bytes(path, most, follow=True).decode("utf-8-sig")


def kind_of(path: Path, *, follow: bool = False) -> str:
    """What is at the path, if it is anything else than a regular file.

    Raises:
        OSError: if there is nothing.
    """
    mode = os.stat(path, follow_symlinks=follow).st_mode  # noqa: PTH116 - `Path.stat` says the same in more words
    return "" if stat.S_ISREG(mode) else next((name for test, name in _KINDS if test(mode)), "something")


def obstacle(error: OSError) -> str:
    """What is in the place of a file that can be read, told as a thing."""
    if isinstance(error, NotAFileError):
        return (error.strerror or "").removesuffix(", not a file")
    return f"a file that cannot be read ({error.strerror})"


def is_there(path: Path) -> bool:
    """Whether a path leads to something. These three say no of what lies in a folder that this user may not enter; `Path` raises there."""
    return os.path.exists(path)  # noqa: PTH110


def is_folder(path: Path) -> bool:
    """Whether it leads to a folder."""
    return os.path.isdir(path)  # noqa: PTH112


def is_link(path: Path) -> bool:
    """Whether it is a symbolic link."""
    return os.path.islink(path)  # noqa: PTH114


def is_outside(path: Path, root: Path) -> bool:
    """Whether a path leads out of a folder through a symbolic link."""
    real = os.path.realpath(root)
    return os.path.commonpath([real, os.path.realpath(path)]) != real
