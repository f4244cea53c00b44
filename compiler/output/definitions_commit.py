"""The commit of the definitions that an application repository was installed from: the file that names it."""

from __future__ import annotations

import os
import re
import shlex
from dataclasses import replace
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
"""`check` does not compare it; it says which definitions to compare with."""
PACKAGED_COMMIT = "commit"
"""The file of the packaged definitions that names the commit that the wheel was built from."""
_LINE = re.compile(rb"([0-9a-f]{40})\r?\n?")
_MOST = 100
_COMPILED = (DEFINITIONS, "templates", "compiler", "pyproject.toml")
"""What the generated files depend on."""


class UnknownCommitError(Exception):
    """The definitions are those of no commit that could be named: what was found, and what to do."""


def commit_of(project: Project) -> str:
    """The commit that has the definitions just as they are compiled.

    Raises:
        UnknownCommitError: if there is none.
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
        place = shlex.quote(str(project.root))
        raise UnknownCommitError(f"{project.root}: {error}. To do: commit it (git -C {place} status), then run this again") from error


def not_pushed(project: Project, commit: str) -> str:
    """What to do about a commit that GitHub cannot check out yet; empty if a remote has it, or nobody here can know."""
    if project.root.name == PACKAGED:
        return ""
    try:
        if is_on_remote(project.root, commit):
            return ""
    except GitError:
        return ""
    push = f"git -C {shlex.quote(str(project.root))} push"
    return (
        f"{FILE} names the commit {commit}, which is on no branch of a remote that this clone knows: checks of the application cannot "
        f"get it from GitHub. To do: push it ({push}), then push the application"
    )


def packaged_commit(project: Project) -> str:
    """The commit that the wheel of these definitions was built from; empty if it is not known, or they are in no wheel."""
    return _named(project.root / PACKAGED_COMMIT) if project.root.name == PACKAGED else ""


def other_commit(project: Project, root: Path) -> str:
    """Why the definitions of a wheel are not those that an application repository was installed from.

    Empty if they are, or if one of the two commits is not known.
    """
    own = packaged_commit(project)
    if not own or not os.path.lexists(root / FILE):
        return ""
    named = _named(root / FILE)
    if named == own:
        return ""
    again = f"run `linesmith install` in a clone of the definitions at {own}, and commit what it writes"
    if not named:
        return f"{FILE}: no commit. Expected: one line with 40 hexadecimal digits. To do: {again}"
    return (
        f"{FILE} names the commit {named}, and this linesmith has the definitions of {own}. Expected: the same commit. "
        f"To do: in .pre-commit-config.yaml, write `rev: {named}` for this hook; or {again}"
    )


def compare_commit(commit: str, root: Path) -> Comparison:
    """The file of an application repository, and as it should be for this commit."""
    output = GeneratedFile(GENERATED, FILE, f"{commit}\n", "the commit of the definitions", "")
    found = compare([output], root, mirrored=True)[0]
    named = _LINE.fullmatch(found.found or b"")
    if named is None:
        return found
    return replace(found, state=State.CURRENT if named[1].decode() == commit else State.CHANGED)


def _named(path: Path) -> str:
    """The commit in such a file; empty if there is no file, or something else in it."""
    try:
        found = _LINE.fullmatch(read_bytes(path, _MOST))
    except OSError:
        return ""
    return found[1].decode() if found else ""
