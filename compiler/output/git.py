"""Runs Git in one working tree and in no other."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_KEPT = {"GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM"}


class GitError(Exception):
    """Git cannot be run, or fails, or does not have what is needed."""

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.remedy = remedy
        """What to do, if the caller cannot know it."""


def git(root: Path, *arguments: str, may_fail: bool = False) -> str:
    """The standard output of Git.

    Raises:
        GitError: if it fails. With `may_fail`, exit code 1 is not a failure.
    """
    done = run_git(root, *arguments)
    if done.returncode and not (may_fail and done.returncode == 1):
        message = done.stderr.decode("utf-8", "replace").strip().partition("\n")[0]
        raise GitError(message or f"git {arguments[0]} ended with {done.returncode}")
    return done.stdout.decode("utf-8", "surrogateescape")


def run_git(root: Path, *arguments: str, given: str = "") -> subprocess.CompletedProcess[bytes]:
    """Run Git in this working tree, whatever the environment of a hook or a folder above says. Nothing is fetched."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_") or name in _KEPT}
    environment |= {
        "GIT_CEILING_DIRECTORIES": str(root.resolve().parent),
        "GIT_LITERAL_PATHSPECS": "1",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_OPTIONAL_LOCKS": "0",
    }
    command = ["git", "-C", str(root), "-c", "core.fsmonitor=false", *arguments]
    try:
        return subprocess.run(command, input=given.encode(), capture_output=True, env=environment, check=False)  # noqa: S603 - no shell
    except OSError as error:
        raise GitError(f"git cannot be run: {error.strerror}") from error
