"""The application's repository: what the lines, and the scripts beside them, find there."""

from __future__ import annotations

from compiler import Repository
from pipelines.product import METABOOST

APPLICATION = Repository(
    files=METABOOST.files,
    folders=[METABOOST.changelogs, METABOOST.bases, METABOOST.overlay_example],
    workspaces=METABOOST.own_version_lines,
    replaces=METABOOST.replaces,
)
