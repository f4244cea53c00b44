"""What all commands share: exit codes, and the messages that they print beside their answer."""

from __future__ import annotations

import sys
from enum import IntEnum
from typing import NoReturn

import click


class ExitCode(IntEnum):
    """How a command ends."""

    OK = 0
    FINDINGS = 1
    """Something is wrong in the definitions, or a file is out of date."""
    USAGE_ERROR = 2
    INTERNAL_ERROR = 3


def warn(message: str) -> None:
    """Print a message to standard error: standard output is for the answer."""
    click.echo(f"linesmith: {message}", err=True)


def stop(message: str, code: ExitCode | int) -> NoReturn:
    """Print a message to standard error, and exit with this code."""
    warn(message)
    sys.exit(code)
