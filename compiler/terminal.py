"""What all commands share: exit codes, messages beside the result, colour, and progress."""

from __future__ import annotations

import os
import sys
import time
from contextlib import contextmanager
from enum import IntEnum
from typing import TYPE_CHECKING, NoReturn

import click

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TextIO

PATIENCE = 2.0
"""Seconds after which a terminal shows what a command is doing."""
_DIFF_COLOURS = {"+": "green", "-": "red", "@": "cyan"}
_ERASE_LINE = "\r\x1b[2K"


class ExitCode(IntEnum):
    """How a command ends."""

    OK = 0
    FINDINGS = 1
    """A definition has a mistake, or a file is not up to date."""
    USAGE_ERROR = 2
    INTERNAL_ERROR = 3


def colour_setting() -> bool | None:
    """False if NO_COLOR is set and not empty (https://no-color.org/); None lets click keep colour on a terminal and nowhere else."""
    return False if os.environ.get("NO_COLOR") else None


def warn(message: str) -> None:
    """Print a message to standard error: standard output is for the result."""
    click.echo(f"{click.style('linesmith:', bold=True)} {message}", err=True)


def stop(message: str, code: ExitCode | int) -> NoReturn:
    """Print a message to standard error, and exit with this code."""
    click.echo(f"{click.style('linesmith:', fg='red', bold=True)} {message}", err=True)
    sys.exit(code)


def colour_diff(line: str) -> str:
    """A line of a unified diff in the colour of its kind."""
    colour = _DIFF_COLOURS.get(line[:1])
    return click.style(line, fg=colour) if colour else line


@contextmanager
def progress(activity: str) -> Iterator[None]:
    """On a terminal, show what is going on and for how long, once it takes more than two seconds; the line is erased at the end."""
    stream: TextIO | None = sys.stderr  # None in a process that was started without it
    if stream is None or not stream.isatty():
        yield
        return
    import threading  # noqa: PLC0415 - only a terminal needs it

    finished, began = threading.Event(), time.monotonic()

    def show() -> None:
        if finished.wait(PATIENCE):
            return
        while True:
            stream.write(f"{_ERASE_LINE}linesmith: {activity} ({time.monotonic() - began:.0f} s)")
            stream.flush()
            if finished.wait(1):
                break
        stream.write(_ERASE_LINE)
        stream.flush()

    thread = threading.Thread(target=show, daemon=True)
    thread.start()
    try:
        yield
    finally:
        finished.set()
        thread.join()
