"""The documented errors: the messages with which a step may fail, read from `templates/messages.toml`."""

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
"""The file, in the folder of the templates, which a wheel contains as well."""
Resolver = Literal["operator", "re-run", "status"]


@dataclass(frozen=True, order=True)
class DocumentedError:
    """An error of a step script. Names in braces are placeholders."""

    script: str
    """Relative to `templates/steps/`."""
    title: str
    found: str
    expected: str
    to_do: str
    resolved_by: Resolver
    """A manual action of an operator, a re-run, or either, depending on the HTTP status."""


@dataclass(frozen=True)
class Catalogue:
    """The content of `templates/messages.toml`."""

    errors: tuple[DocumentedError, ...]
    remedies: Mapping[str, Mapping[str, str]]
    """The remedy for each kind of request and HTTP status."""


def read(file: Path) -> Catalogue:
    """Read a catalogue."""
    data = tomllib.loads(file.read_text("utf-8"))
    return Catalogue(tuple(DocumentedError(**entry) for entry in data["errors"]), data["remedies"])


@cache
def catalogue() -> Catalogue:
    """The catalogue of the project under rehearsal."""
    return read(Project.for_reading(Path(os.environ.get(PROJECT, ROOT))).templates / CATALOGUE)


@cache
def _titles() -> tuple[re.Pattern[str], ...]:
    titles = (error.title for error in catalogue().errors)
    return tuple(re.compile(r"\S+".join(re.escape(part) for part in re.split(r"\{[^}]*\}", title))) for title in titles)


def is_documented(title: str) -> bool:
    """Whether the catalogue has an error with this title. A placeholder stands for one word."""
    return any(pattern.fullmatch(title) for pattern in _titles())


def asks_for_rerun(message: str) -> bool:
    """Whether the remedy in a message starts with a re-run."""
    return re.search(r"^To do: +re-run ", message, re.MULTILINE) is not None


def asks_for_all_jobs(message: str) -> bool:
    """Whether the remedy in a message is to re-run all jobs, not only the failed ones."""
    remedy = re.search(r"^To do: +(.*)", message, re.MULTILINE)
    return remedy is not None and "re-run all jobs" in remedy[1] and "re-run the failed jobs" not in remedy[1]
