"""Checks that an application repository has everything that the definitions name in it."""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from compiler.diagnostic import Finding, closest, suggestion
from compiler.files import NotAFileError, exists, is_folder, obstacle, read_text
from compiler.model.step import Run
from compiler.workflow.shell_commands import without_comments

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from compiler.backend.generated_file import GeneratedFile
    from compiler.compile import Compilation
    from compiler.model.repository import Repository

PACKAGE = "package.json"
LOCKFILE = "package-lock.json"
_RULE = "not-in-repository"
_REMEDY = "add it there, or change the definition"
_RELOCK = "npm install --package-lock-only"
# https://docs.npmjs.com/cli/v11/commands/npm-run: options may come before the name. With a workspace, another package.json counts.
_NPM_RUN = re.compile(r"\bnpm (?:run|run-script)(?P<options>(?: -\S+)*) (?P<script>[^\s;&|<>()-][^\s;&|<>()]*)(?P<rest>[^;&|]*)")
_WORKSPACE = re.compile(r"(?:^|\s)(?:-w|--workspaces?|--prefix|-C)\b")


def check_repository(compilation: Compilation, root: Path) -> list[Finding]:
    """A finding for each file, folder, workspace and npm script that a definition names and the repository does not have.

    Args:
        compilation: the compiled definitions.
        root: the root of the application repository. It is only read.
    """
    package, locked = _Package.read(root), _Locked.read(root)
    findings = [finding for declared in compilation.repositories for finding in _missing(declared, root, package.problem, locked)]
    for output in compilation.files:
        findings += _missing_scripts(output, package)
    return sorted(set(findings), key=lambda finding: finding.sort_key)


def _missing(declared: Repository, root: Path, unread: _Problem | None, locked: _Locked) -> Iterator[Finding]:
    for field, kind, paths in (("files", "file", declared.files), ("folders", "folder", declared.folders)):
        for path in paths:
            found = _found(root, path)
            if found is None or is_folder(found) != (kind == "folder"):
                message = f'the repository has no {kind} "{path}"'
                yield Finding(
                    rule=_RULE, message=message, expected=_expected(root, path, kind), remedy=_REMEDY, origin=declared.origin, field=field
                )
    for folder in declared.workspaces:
        problem = unread or locked.problem
        if problem or folder not in locked.workspaces or _found(root, f"{folder}/{PACKAGE}") is None:
            message = f'"{folder}" is not a workspace of the repository'
            expected, remedy = f"a folder that has a {PACKAGE} and that {LOCKFILE} links as a workspace", _REMEDY
            if problem:
                expected, remedy, reason = problem
                message = f'a definition names the workspace "{folder}", and the workspaces of the repository are unknown{reason}'
            hint = "" if problem else suggestion(folder, locked.workspaces - {folder})
            remedy = hint or f"{remedy}, and update the lockfile: {_RELOCK}"
            yield Finding(rule=_RULE, message=message, expected=expected, remedy=remedy, origin=declared.origin, field="workspaces")


def _missing_scripts(output: GeneratedFile, package: _Package) -> Iterator[Finding]:
    if output.workflow is None or output.root == ".":
        return
    for job in output.workflow.jobs:
        for step in job.running_steps:
            if not isinstance(step, Run) or step.working_directory or not isinstance(step.command, str):
                continue
            for match in _NPM_RUN.finditer(without_comments(step.command)):
                options = match["options"] + match["rest"].partition(" -- ")[0]  # the rest are arguments of the script
                if match["script"] in package.scripts or _WORKSPACE.search(options):
                    continue
                known = "and the repository has no such script"
                expected = f'a script of this name in "scripts" of {PACKAGE}'
                remedy = suggestion(match["script"], package.scripts) or _REMEDY
                if package.problem:
                    expected, remedy, reason = package.problem
                    known = f"and the scripts of the repository are unknown{reason}"
                message = f'the job "{job.id}" runs the npm script "{match["script"]}", {known}'
                yield Finding(rule=_RULE, message=message, expected=expected, remedy=remedy, origin=step.origin)


def _found(root: Path, path: str) -> Path | None:
    """The path if it exists in exactly this spelling: the file system of a runner is case-sensitive, others may not be."""
    here = root
    for part in path.split("/"):
        try:
            if part not in os.listdir(here):  # noqa: PTH208 - names are enough
                return None
        except OSError:
            return None
        here /= part
    return here if exists(here) else None


def _expected(root: Path, path: str, kind: str) -> str:
    """What was expected, and how far the path is right."""
    folder, _, name = path.rpartition("/")
    if found := _found(root, path):
        return f"a {kind}; there is a {'folder' if is_folder(found) else 'file'} of this name"
    if folder and _found(root, folder) is None:
        return f'a {kind}; there is no "{folder}" either'
    close = closest(name, os.listdir(root / folder))  # noqa: PTH208
    return f'a {kind}; "{folder or "."}" has "{close}"' if close else f"a {kind}"


class _Problem(NamedTuple):
    """Why the content of a file is unknown."""

    expected: str
    remedy: str
    reason: str = ""
    """The end of the message, if `expected` does not say what was found."""


@dataclass(frozen=True, slots=True)
class _Package:
    """The root `package.json`."""

    scripts: frozenset[str] = frozenset()
    problem: _Problem | None = None

    @classmethod
    def read(cls, root: Path) -> _Package:
        value, problem = _object(root, PACKAGE)
        scripts = value.get("scripts")
        return cls(frozenset(scripts) if isinstance(scripts, dict) else frozenset(), problem)


@dataclass(frozen=True, slots=True)
class _Locked:
    """The workspaces in the lockfile.

    Expanding the patterns in "workspaces" takes npm's own library; the lockfile has the result and needs no Node.
    """

    workspaces: frozenset[str] = frozenset()
    problem: _Problem | None = None

    @classmethod
    def read(cls, root: Path) -> _Locked:
        value, problem = _object(root, LOCKFILE)
        packages = value.get("packages")
        if not problem and not isinstance(packages, dict):
            problem = _Problem(f'"packages" in {LOCKFILE}, which lockfileVersion 2 and 3 have', f"use npm 7 or later for {LOCKFILE}")
        return cls(frozenset(_linked(packages)) if isinstance(packages, dict) else frozenset(), problem)


def _linked(packages: dict[str, Any]) -> Iterator[str]:
    """The folder of each workspace. npm lists it by its folder, and a link to it in node_modules.

    https://docs.npmjs.com/cli/v11/configuring-npm/package-lock-json#packages
    """
    for place, entry in packages.items():
        if place.startswith("node_modules/") and isinstance(entry, dict) and entry.get("link") is True:
            folder = entry.get("resolved")
            if isinstance(folder, str) and folder in packages:
                yield folder


def _object(root: Path, name: str) -> tuple[dict[str, Any], _Problem | None]:
    """A JSON object in the root, or why it is unknown."""
    correct = f"correct {name}"
    try:
        value = json.loads(read_text(root / name))
    except FileNotFoundError:
        return {}, _Problem(f"a {name} at the root of the repository; there is none", f"add {name}")
    except NotAFileError as error:
        return {}, _Problem(f"a {name} that is a file; there is {obstacle(error)}", correct)
    except (OSError, ValueError, RecursionError) as error:
        return {}, _Problem(f"a JSON object in {name}", correct, f", because {name} cannot be read: {_first_line(error)}")
    return (value, None) if isinstance(value, dict) else ({}, _Problem(f"a JSON object in {name}", correct))


def _first_line(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error).partition("\n")[0] or type(error).__name__
