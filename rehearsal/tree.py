"""The files under rehearsal: the two workflows, with the scripts and documents of the application."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from rehearsal import ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

WORKFLOWS = ".github/workflows"
WORKFLOW_FILES = {"staging": "publish-staging.yml", "main": "publish-main.yml"}
"""The workflow file of each pipeline."""
GENERATED = ROOT / "generated"
AUDIT = "scripts/publish/audit-dependencies.sh"
_BESIDE = ("scripts", "docs")

Tree = dict[str, str]
"""The text of each file, by its path in the application."""


class UnreadableError(Exception):
    """A file cannot be read. The message has its path and the reason."""


def read(workflows: Path = GENERATED / WORKFLOWS) -> Tree:
    """Read the two workflows of this folder, with the scripts and documents next to it.

    For a folder that is not `.github/workflows`, the scripts and documents are those of `generated/`.

    Raises:
        UnreadableError: a workflow is missing or is not text.
    """
    above = workflows.absolute().parents
    root = above[1] if workflows.absolute().parts[-2:] == (".github", "workflows") else GENERATED
    beside = [path for folder in _BESIDE for path in sorted((root / folder).rglob("*")) if path.is_file()]
    found = {path.relative_to(root).as_posix(): text for path in beside if (text := _text_or_none(path)) is not None}
    return {**found, **{f"{WORKFLOWS}/{name}": _text(workflows / name) for name in WORKFLOW_FILES.values()}}


def _text_or_none(path: Path) -> str | None:
    """The text of a file; None if it is not text, which no run reads."""
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableError(f"{path}: {getattr(error, 'strerror', None) or error}") from None


def adapt_to_host(tree: Mapping[str, str]) -> Tree:
    """The files for this machine: without Node, a fake replaces the audit, which needs it."""
    if AUDIT not in tree or shutil.which("node"):
        return dict(tree)
    return {**tree, AUDIT: "#!/usr/bin/env bash\necho 'fake audit: this machine has no Node'\n"}


def workflow_texts(tree: Mapping[str, str]) -> dict[str, str]:
    """The texts of the two workflows, by file name."""
    return {name: tree[f"{WORKFLOWS}/{name}"] for name in WORKFLOW_FILES.values()}
