"""Proposes settings that keep Dependabot and Renovate from editing generated files. Nothing is edited here."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

from compiler.files import read_bytes
from compiler.output.bot_settings import dependabot_edits, of_package, renovate_edits
from compiler.project import DEFINITIONS, WORKFLOWS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from compiler.backend.generated_file import GeneratedFile

DEPENDABOT = (".github/dependabot.yml", ".github/dependabot.yaml")
RENOVATE = tuple(
    f"{folder}{name}"
    for name in ("renovate.json", "renovate.json5", ".renovaterc", ".renovaterc.json", ".renovaterc.json5")
    for folder in ("", ".github/", ".gitlab/")
)
"""https://docs.renovatebot.com/configuration-options/"""
PACKAGE = "package.json"
_MAX_BYTES = 1024 * 1024
_ACTION = r'\[actions\."(?<depName>[^"/]+/[^"/]+)(?:/[^"]*)?"\]\s+'
_PIN = r'version = "(?<currentValue>[^"]+)"\s+commit = "(?<currentDigest>[0-9a-f]{40})"'
PINS = {
    "customType": "regex",
    "managerFilePatterns": [rf"/(^|/){DEFINITIONS}/pins\.toml$/"],
    "matchStrings": [_ACTION + _PIN],
    "datasourceTemplate": "github-tags",
}
"""A custom manager that reads the actions of the definitions: https://docs.renovatebot.com/modules/manager/regex/"""


def bot_notices(outputs: Iterable[GeneratedFile], root: Path) -> Iterator[str]:
    """The settings that the bots of a repository lack, as lines for a terminal."""
    workflows = [output.path for output in outputs if output.root != "." and output.path.startswith(f"{WORKFLOWS}/")]
    for file in DEPENDABOT:
        if dependabot_edits(_text(root, file), workflows):
            yield from _dependabot(file, workflows)
    for file in RENOVATE:
        if (text := _text(root, file)) and renovate_edits(text, workflows):
            yield from _renovate(file, workflows)
    if (text := of_package(_text(root, PACKAGE))) and renovate_edits(text, workflows):
        yield from _renovate(f'"renovate" of {PACKAGE}', workflows)


def _text(root: Path, file: str) -> str:
    """The text of a file; empty if it cannot be read."""
    if not os.path.lexists(root / file):
        return ""
    try:
        return read_bytes(root / file, _MAX_BYTES).decode("utf-8", "replace")
    except OSError:
        return ""


def _dependabot(file: str, workflows: Sequence[str]) -> Iterator[str]:
    """The option for version updates.

    https://docs.github.com/en/code-security/reference/supply-chain-security/dependabot-options-reference#exclude-paths-
    """
    yield f"Dependabot edits generated workflows. To do: add to the entry `package-ecosystem: github-actions` of {file}:"
    yield "    exclude-paths:"
    yield from (f'      - "{path}"' for path in workflows)


def _renovate(file: str, workflows: Sequence[str]) -> Iterator[str]:
    """A list in the file replaces the list of a preset.

    https://docs.renovatebot.com/configuration-options/#ignorepaths
    """
    yield f"Renovate edits generated workflows. To do: add to {file}, with the paths of the presets that it extends:"
    yield from _indent({"ignorePaths": list(workflows)})
    yield f"  and to the Renovate settings of the repository with the definitions, so that {DEFINITIONS}/pins.toml is updated there:"
    yield from _indent({"customManagers": [PINS]})


def _indent(settings: object) -> Iterator[str]:
    yield from (f"    {line}" for line in json.dumps(settings, indent=2).split("\n")[1:-1])
