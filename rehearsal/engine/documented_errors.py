"""The errors with which a step may stop, read from `templates/messages.toml`."""

from __future__ import annotations

import os
import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from compiler.project import Project
from rehearsal import PROJECT, ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping

CATALOGUE = "messages.toml"
"""In the folder of the templates, which a wheel has too."""
Resolver = Literal["operator", "re-run", "status"]


@dataclass(frozen=True, order=True)
class DocumentedError:
    """An error of a step script. In braces stands what a run fills in."""

    script: str
    """Relative to `templates/steps/`."""
    title: str
    found: str
    expected: str
    to_do: str
    resolved_by: Resolver
    """Somebody who does something; a re-run alone; or either, which depends on the HTTP status."""


@dataclass(frozen=True)
class Catalogue:
    """What `templates/messages.toml` holds."""

    errors: tuple[DocumentedError, ...]
    remedies: Mapping[str, Mapping[str, str]]
    """For each kind of request, what to do by HTTP status."""


def read(file: Path) -> Catalogue:
    """The catalogue in a file."""
    data = tomllib.loads(file.read_text("utf-8"))
    return Catalogue(tuple(DocumentedError(**entry) for entry in data["errors"]), data["remedies"])


@cache
def catalogue() -> Catalogue:
    """That of the project that is rehearsed."""
    return read(Project.for_reading(Path(os.environ.get(PROJECT, ROOT))).templates / CATALOGUE)


@cache
def _titles() -> tuple[re.Pattern[str], ...]:
    titles = (error.title for error in catalogue().errors)
    return tuple(re.compile(r"\S+".join(re.escape(part) for part in re.split(r"\{[^}]*\}", title))) for title in titles)


def documented(title: str) -> bool:
    """Whether the catalogue has an error with this title. What a step fills in is one word."""
    return any(pattern.fullmatch(title) for pattern in _titles())


def asks_for_a_rerun(message: str) -> bool:
    """Whether the remedy in a message begins with a re-run."""
    return re.search(r"^To do: +re-run ", message, re.MULTILINE) is not None


def asks_for_all_jobs(message: str) -> bool:
    """Whether the remedy in a message is to run all jobs again, not only those that failed."""
    return re.search(r"^To do: +(?:dispatch again without version_override, or )?re-run all jobs", message, re.MULTILINE) is not None
