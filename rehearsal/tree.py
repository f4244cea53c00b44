"""The files that are rehearsed: a pair of workflows with the scripts and documents beside them, as they lie in an application."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from rehearsal import ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

WORKFLOWS = ".github/workflows"
LINES = {"staging": "publish-staging.yml", "main": "publish-main.yml"}
"""The file of each pipeline."""
GENERATED = ROOT / "generated"
AUDIT = "scripts/publish/audit-dependencies.sh"
_BESIDE = ("scripts", "docs")

Tree = dict[str, str]
"""The text of each file, by its path from the root of the application."""


class UnreadableError(Exception):
    """A file of the tree cannot be read; the message says which one, and why."""


def read(workflows: Path = GENERATED / WORKFLOWS) -> Tree:
    """The pair in this folder, and the texts beside it; beside a pair that is in no `.github/workflows` those of `generated/`.

    Raises:
        UnreadableError: for a workflow that is missing or no text.
    """
    above = workflows.absolute().parents
    root = above[1] if workflows.absolute().parts[-2:] == (".github", "workflows") else GENERATED
    beside = [path for folder in _BESIDE for path in sorted((root / folder).rglob("*")) if path.is_file()]
    found = {path.relative_to(root).as_posix(): text for path in beside if (text := _text_or_none(path)) is not None}
    return {**found, **{f"{WORKFLOWS}/{name}": _text(workflows / name) for name in LINES.values()}}


def _text_or_none(path: Path) -> str | None:
    """None for a picture, for one: no run reads it."""
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableError(f"{path}: {getattr(error, 'strerror', None) or error}") from None


def playable(tree: Mapping[str, str]) -> Tree:
    """The tree as this machine can play it: without Node the audit, which needs it, is played."""
    if AUDIT not in tree or shutil.which("node"):
        return dict(tree)
    return {**tree, AUDIT: "#!/usr/bin/env bash\necho 'played: there is no Node on this machine'\n"}


def pair(tree: Mapping[str, str]) -> dict[str, str]:
    """The two workflows, by the names of their files."""
    return {name: tree[f"{WORKFLOWS}/{name}"] for name in LINES.values()}
