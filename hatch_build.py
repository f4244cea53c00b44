"""Adds a file with its commit to a wheel that is built from a clean Git checkout. `linesmith check --repo` compares that commit."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CommitHook(BuildHookInterface):
    """Adds the file. Without Git, or with uncommitted changes, there is none, and no commit is compared."""

    PLUGIN_NAME = "custom"
    folder = ""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write the commit. An editable install needs no file: it is compiled from its checkout."""
        if version != "standard":
            return
        sys.path.insert(0, self.root)
        from compiler.output.definitions_commit import PACKAGED_COMMIT, UnknownCommitError, commit_of  # noqa: PLC0415 - of this checkout
        from compiler.project import PACKAGED, Project  # noqa: PLC0415

        try:
            commit = commit_of(Project(Path(self.root)))
        except UnknownCommitError:
            return
        self.folder = tempfile.mkdtemp()
        file = Path(self.folder, PACKAGED_COMMIT)
        file.write_text(f"{commit}\n", "utf-8")
        build_data["force_include"][str(file)] = f"{PACKAGED}/{PACKAGED_COMMIT}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove temporary files."""
        del version, build_data, artifact_path
        shutil.rmtree(self.folder, ignore_errors=True)
