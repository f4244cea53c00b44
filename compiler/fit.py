"""What the definitions name in the repository that the files are for, looked up there."""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any

from compiler.diagnostic import Finding, suggestion
from compiler.model.step import Run
from compiler.read import NotAFileError, read_text, unfit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from compiler.compile import Compilation, Output
    from compiler.model.repository import Repository

PACKAGE = "package.json"
_RULE = "not-in-repository"
_REMEDY = "add it there, or change the definition"
# https://docs.npmjs.com/cli/v11/commands/npm-run: options may stand before the name. One with a workspace asks another package.json.
_NPM_RUN = re.compile(r"\bnpm (?:run|run-script)(?P<options>(?: -\S+)*) (?P<script>[^\s;&|<>()-][^\s;&|<>()]*)(?P<rest>[^;&|]*)")
_WORKSPACE = re.compile(r"(?:^|\s)(?:-w|--workspaces?|--prefix|-C)\b")


def verify(compilation: Compilation, root: Path) -> list[Finding]:
    """A finding for each file, folder, workspace and npm script that a definition names and the repository does not have.

    Args:
        compilation: what the definitions make and declare.
        root: the root of the application repository. It is only read.
    """
    package = _Package.read(root)
    findings = [finding for declared in compilation.repositories for finding in _missing(declared, root, package)]
    for output in compilation.outputs:
        findings += _missing_scripts(output, package)
    return sorted(set(findings), key=lambda finding: finding.sort_key)


def _missing(declared: Repository, root: Path, package: _Package) -> Iterator[Finding]:
    for field, kind, paths in (("files", "file", declared.files), ("folders", "folder", declared.folders)):
        for path in paths:
            found = _found(root, path)
            if found is None or found.is_dir() != (kind == "folder"):
                message = f'the repository has no {kind} "{path}"'
                yield Finding(_RULE, message, _expected(root, path, kind), _REMEDY, declared.origin, field)
    for folder in declared.workspaces:
        if package.wrong or folder not in package.workspaces:
            message = f'"{folder}" is no workspace of the repository'
            expected = package.wrong or f'a folder with a {PACKAGE}, that "workspaces" in {PACKAGE} names'
            yield Finding(_RULE, message, expected, suggestion(folder, package.workspaces) or _REMEDY, declared.origin, "workspaces")


def _missing_scripts(output: Output, package: _Package) -> Iterator[Finding]:
    if output.workflow is None or output.root == ".":
        return
    for job in output.workflow.jobs:
        for step in job.steps:
            if not isinstance(step, Run) or step.working_directory:
                continue
            for match in _NPM_RUN.finditer(step.command):
                options = match["options"] + match["rest"].partition(" -- ")[0]  # what follows is for the script
                if match["script"] in package.scripts or _WORKSPACE.search(options):
                    continue
                message = f'job "{job.id}" runs the npm script "{match["script"]}", and the repository has no such script'
                expected = package.wrong or f'a script of this name in "scripts" of {PACKAGE}'
                yield Finding(_RULE, message, expected, suggestion(match["script"], package.scripts) or _REMEDY, step.origin)


def _found(root: Path, path: str) -> Path | None:
    """The path, if it is there in just this spelling: a file system that takes upper and lower case for the same is not the runner's."""
    here = root
    for part in path.split("/"):
        try:
            if part not in os.listdir(here):  # noqa: PTH208 - names are enough
                return None
        except OSError:
            return None
        here /= part
    return here if here.exists() else None


def _expected(root: Path, path: str, kind: str) -> str:
    """How far the path is right, which is mostly all that a person needs to see."""
    folder, _, name = path.rpartition("/")
    if found := _found(root, path):
        return f"a {kind}; there is a {'folder' if found.is_dir() else 'file'} of this name"
    if folder and _found(root, folder) is None:
        return f'a {kind}; there is no "{folder}" either'
    close = suggestion(name, os.listdir(root / folder))  # noqa: PTH208
    return f'a {kind}; in "{folder or "."}": {close}' if close else f"a {kind}"


@dataclass(frozen=True, slots=True)
class _Package:
    """The root `package.json`."""

    scripts: frozenset[str] = frozenset()
    workspaces: frozenset[str] = frozenset()
    wrong: str = ""
    """Why it cannot be read, as what was expected instead."""

    @classmethod
    def read(cls, root: Path) -> _Package:
        try:
            value = json.loads(read_text(root / PACKAGE))
        except FileNotFoundError:
            return cls(wrong=f"a {PACKAGE} at the root of the repository; there is none")
        except NotAFileError as error:
            return cls(wrong=f"a {PACKAGE} that is a file; there is {unfit(error)}")
        except (OSError, ValueError, RecursionError) as error:
            return cls(wrong=f"a {PACKAGE} that can be read; {_first_line(error)}")
        if not isinstance(value, dict):
            return cls(wrong=f"an object in {PACKAGE}")
        scripts = value.get("scripts")
        return cls(frozenset(scripts) if isinstance(scripts, dict) else frozenset(), frozenset(_workspaces(root, value.get("workspaces"))))


def _first_line(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error).partition("\n")[0] or type(error).__name__


def _workspaces(root: Path, declared: Any) -> Iterator[str]:
    """The folders with a `package.json` that the patterns name. One pattern after the other: `!` takes out what is in."""
    patterns = declared.get("packages") if isinstance(declared, dict) else declared
    texts = [pattern for pattern in patterns if isinstance(pattern, str)] if isinstance(patterns, list) else []
    for folder in _packages(root) if texts else ():
        named = False
        for text in texts:
            if _fits(folder.split("/"), _pattern(text)):
                named = not text.startswith("!")
        if named:
            yield folder


def _pattern(text: str) -> list[str]:
    """The parts of a pattern; of several `**` in a row one says as much, and takes no time that grows with their number."""
    return re.sub(r"(?:\*\*/)+", "**/", text.lstrip("!").removeprefix("./").rstrip("/")).split("/")


def _packages(root: Path) -> Iterator[str]:
    """Every folder with a `package.json`, relative to the root, but for what is installed: that can be more than all the rest."""
    for folder, below, files in os.walk(root):
        below[:] = sorted(name for name in below if name not in {"node_modules", ".git"})
        if PACKAGE in files and Path(folder) != root:
            yield Path(folder).relative_to(root).as_posix()


def _fits(parts: Sequence[str], pattern: Sequence[str]) -> bool:
    """Whether a path fits a pattern, part by part; `**` stands for any number of parts.

    The time is the product of both lengths, whatever somebody wrote into a `package.json`.
    """
    reached = {0}  # how many parts can have been used up so far
    for wanted in pattern:
        if wanted == "**":
            reached = set(range(min(reached), len(parts) + 1))
        else:
            reached = {count + 1 for count in reached if count < len(parts) and fnmatchcase(parts[count], wanted)}
        if not reached:
            return False
    return len(parts) in reached
