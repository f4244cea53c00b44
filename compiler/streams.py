"""Redirects what definitions print to standard error: standard output is for the result of a command."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TextIO

STDOUT, STDERR = 1, 2


@contextmanager
def stdout_as_stderr() -> Iterator[None]:
    """Redirect standard output to standard error: for Python, for its file descriptor, and for child processes."""
    _flush()
    with _replace_descriptor(STDOUT, STDERR), redirect_stdout(sys.stderr):
        try:
            yield
        finally:
            _flush()


@contextmanager
def hold_back_output() -> Iterator[None]:
    """Collect both outputs, and write them to standard error at the end with a bar before each line.

    In either output, GitHub's runner executes a line that begins with `::` or contains `##[` as a workflow command.
    """
    import tempfile  # noqa: PLC0415 - most runs do not need it

    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="backslashreplace") as held:
        try:
            _flush()
            with (
                _replace_descriptor(STDOUT, held.fileno()),
                _replace_descriptor(STDERR, held.fileno()),
                redirect_stdout(held),
                redirect_stderr(held),
            ):
                try:
                    yield
                finally:
                    _flush()
        finally:
            held.seek(0)
            for line in held.read().splitlines():
                sys.stderr.write(f"| {line.replace('##[', '## [')}\n")


def redirect_late_output() -> None:
    """Send what definitions print while Python exits to standard error: it is not part of the result."""
    _flush()
    with suppress(OSError):
        os.dup2(STDERR, STDOUT)


@contextmanager
def _replace_descriptor(descriptor: int, by: int) -> Iterator[None]:
    """Make a file descriptor a copy of another one in this block. One that was closed when the process began stays closed."""
    try:
        kept = os.dup(descriptor)
    except OSError:
        yield
        return
    try:
        with suppress(OSError):
            os.dup2(by, descriptor)
        yield
    finally:
        os.dup2(kept, descriptor)
        os.close(kept)


def _flush() -> None:
    """Write Python's buffers to where they were meant to go, before a descriptor changes."""
    streams: set[TextIO | None] = {sys.stdout, sys.stderr, sys.__stdout__, sys.__stderr__}
    for stream in streams:
        if stream is not None:
            with suppress(OSError, ValueError):
                stream.flush()
