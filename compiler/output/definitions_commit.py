"""The file in an application repository that names the commit of the definitions."""

from __future__ import annotations

import os
import re
import shlex
from typing import TYPE_CHECKING

from compiler.backend.generated_file import GeneratedFile
from compiler.files import read_bytes
from compiler.output.compare import Comparison, State, compare
from compiler.output.git import GitError
from compiler.output.git_head import clean_commit, is_on_remote
from compiler.project import DEFINITIONS, GENERATED, INSTALLED, PACKAGED

if TYPE_CHECKING:
    from pathlib import Path

    from compiler.project import Project

FILE = INSTALLED
"""It says which definitions to compare with, so `check` compares the file itself only with the commit of a wheel."""
PACKAGED_COMMIT = "commit"
"""The file in a wheel that names the commit that it was built from."""
_LINE = re.compile(rb"([0-9a-f]{40})\r?\n?")
_MAX_BYTES = 100
_COMPILED = (DEFINITIONS, "templates", "compiler", "pyproject.toml")
"""The paths that the generated files depend on."""


class UnknownCommitError(Exception):
    """The definitions are not those of a commit. The message says what was found and what to do."""


def commit_of(project: Project) -> str:
    """The commit of the definitions.

    Raises:
        UnknownCommitError: if they are not committed, or a wheel does not know its commit.
    """
    if project.root.name == PACKAGED:
        if commit := packaged_commit(project):
            return commit
        raise UnknownCommitError(
            "this wheel of linesmith does not know its commit. To do: run this in a clone of the repository of the definitions"
        )
    try:
        return clean_commit(project.root, _COMPILED)
    except GitError as error:
        remedy = error.remedy or f"commit the definitions in a Git repository (git -C {shlex.quote(str(project.root))} status)"
        raise UnknownCommitError(f"{project.root}: {error}. To do: {remedy}, then run this again") from error


def not_pushed(project: Project, commit: str) -> str:
    """A warning if GitHub does not have the commit yet; empty if a remote branch has it, or that is unknown."""
    if project.root.name == PACKAGED:
        return ""
    try:
        if is_on_remote(project.root, commit):
            return ""
    except GitError:
        return ""
    push = f"git -C {shlex.quote(str(project.root))} push"
    return (
        f"{FILE} names the commit {commit}, which is on no remote branch that this clone knows, so the check in the application cannot "
        f"get it from GitHub. To do: push it ({push}), then push the application"
    )


def packaged_commit(project: Project) -> str:
    """The commit that the wheel with these definitions was built from; empty if it is unknown, or they are not in a wheel."""
    return _read_commit(project.root / PACKAGED_COMMIT) if project.root.name == PACKAGED else ""


def other_commit(project: Project, root: Path) -> str:
    """A message if the definitions in a wheel are not those that an application repository was installed from.

    Empty if they are, or if there is nothing to compare: no commit in the wheel, or no file in the application.
    """
    own = packaged_commit(project)
    if not own or not os.path.lexists(root / FILE):
        return ""
    named = _read_commit(root / FILE)
    if named == own:
        return ""
    again = f"run `linesmith install` in a clone of the definitions at {own}, and commit what it writes"
    if not named:
        return f"{FILE}: not a commit. Expected: one line with 40 hexadecimal digits. To do: {again}"
    return (
        f"{FILE} names the commit {named}, and this linesmith has the definitions of {own}. Expected: the same commit. "
        f"To do: in .pre-commit-config.yaml, write `rev: {named}` for this hook; or {again}"
    )


def compare_commit(commit: str, root: Path) -> Comparison:
    """Compare the file in an application repository with a commit."""
    output = GeneratedFile(GENERATED, FILE, f"{commit}\n", "the commit of the definitions", "")
    found = compare([output], root, mirrored=True)[0]
    named = _LINE.fullmatch(found.found or b"")
    if named is None:
        return found
    return found._replace(state=State.CURRENT if named[1].decode() == commit else State.CHANGED)


def _read_commit(path: Path) -> str:
    """The commit in a file; empty if there is none."""
    try:
        found = _LINE.fullmatch(read_bytes(path, _MAX_BYTES))
    except OSError:
        return ""
    return found[1].decode() if found else ""
