"""What definitions print goes to standard error: standard output is for what a command answers."""

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
    """Send all that is written to standard output to standard error: by Python, by its descriptor, and by processes that are started."""
    _flush()
    with _replaced(STDOUT, STDERR), redirect_stdout(sys.stderr):
        try:
            yield
        finally:
            _flush()


@contextmanager
def barred() -> Iterator[None]:
    """Hold back all that is written, and write it to standard error with a bar before each line.

    A runner of GitHub takes a line of either output that begins with `::`, and one with `##[` anywhere, for a command to itself.
    """
    import tempfile  # noqa: PLC0415 - few runs hold anything back

    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="backslashreplace") as held:
        try:
            _flush()
            with _replaced(STDOUT, held.fileno()), _replaced(STDERR, held.fileno()), redirect_stdout(held), redirect_stderr(held):
                try:
                    yield
                finally:
                    _flush()
        finally:
            held.seek(0)
            for line in held.read().splitlines():
                sys.stderr.write(f"| {line.replace('##[', '## [')}\n")


def end_of_answer() -> None:
    """What a definition still prints while Python ends is no part of what was answered."""
    _flush()
    with suppress(OSError):
        os.dup2(STDERR, STDOUT)


@contextmanager
def _replaced(descriptor: int, by: int) -> Iterator[None]:
    """Let a descriptor be another one for a while; one that was closed when the process began stays so."""
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
    """What is still in a buffer of Python's goes where it was meant to go."""
    streams: set[TextIO | None] = {sys.stdout, sys.stderr, sys.__stdout__, sys.__stderr__}
    for stream in streams:
        if stream is not None:
            with suppress(OSError, ValueError):
                stream.flush()
