"""Reads what the settings of Dependabot and Renovate say about workflows. Settings that cannot be parsed are searched for words."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from compiler.output.code_owners import matches

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ACTIONS = "github-actions"
"""What both bots call workflows and their actions."""
_MAX_CHARACTERS, _MAX_BRACKETS = 64 * 1024, 1000
"""The maximum numbers of characters, and of brackets of lists and mappings. More YAML would take seconds to parse."""
_EVERYWHERE = {"", ".github/workflows"}
_COMMENT = re.compile(r"^[ \t]*(?://|#).*$", re.MULTILINE)
_LAST_COMMA = re.compile(r",(\s*[\]}])")


def dependabot_edits(text: str, workflows: Sequence[str]) -> bool:
    """Whether Dependabot would edit one of the workflows.

    https://docs.github.com/en/code-security/reference/supply-chain-security/dependabot-options-reference#exclude-paths-
    """
    if ACTIONS not in text:
        return False
    settings = _yaml(text)
    if settings is None:  # invalid or too long: only the words in it are searched
        bare = _COMMENT.sub("", text)
        return ACTIONS in bare and not ("exclude-paths" in bare and all(path in bare for path in workflows))
    updates = settings.get("updates")
    entries = [entry for entry in updates if isinstance(entry, dict)] if isinstance(updates, list) else []
    ours = [entry for entry in entries if entry.get("package-ecosystem") == ACTIONS and _includes_workflows(entry)]
    ours = [entry for entry in ours if entry.get("open-pull-requests-limit") != 0]  # 0 turns version updates off
    return any(not _covers_all(entry.get("exclude-paths"), workflows, _glob) for entry in ours)


def renovate_edits(text: str, workflows: Sequence[str]) -> bool:
    """Whether Renovate would edit one of the workflows.

    https://docs.renovatebot.com/configuration-options/#ignorepaths
    """
    bare = _COMMENT.sub("", text)
    settings = _json(bare)
    if settings is None:  # JSON5 allows more than `json` reads: only the words in it are searched
        return not ("ignorePaths" in bare and all(path in bare for path in workflows))
    managers, actions = settings.get("enabledManagers"), settings.get(ACTIONS)
    if settings.get("enabled") is False or (isinstance(managers, list) and ACTIONS not in managers):
        return False
    if isinstance(actions, dict) and actions.get("enabled") is False:
        return False
    return not _covers_all(settings.get("ignorePaths"), workflows, lambda pattern, path: pattern in path or _glob(pattern, path))


def of_package(text: str) -> str:
    """The Renovate settings in a `package.json`; empty if there are none."""
    settings = (_json(text) or {}).get("renovate")
    return json.dumps(settings) if isinstance(settings, dict) else ""


def _includes_workflows(entry: dict[str, Any]) -> bool:
    several = entry.get("directories")
    folders = [entry.get("directory"), *(several if isinstance(several, list) else ())]
    return any(
        isinstance(folder, str) and (folder.strip("/.") == "" or folder.strip("/") in _EVERYWHERE or "*" in folder) for folder in folders
    )


def _covers_all(patterns: object, workflows: Sequence[str], covers: Callable[[str, str], bool]) -> bool:
    named = [pattern for pattern in patterns if isinstance(pattern, str) and pattern] if isinstance(patterns, list) else []
    return all(any(covers(pattern, path) for pattern in named) for path in workflows)


def _glob(pattern: str, path: str) -> bool:
    return "/" in pattern and matches(pattern.removeprefix("./"), path)


def _yaml(text: str) -> dict[str, Any] | None:
    from ruamel.yaml import YAML  # noqa: PLC0415 - needed only for a repository with such a file
    from ruamel.yaml.error import YAMLError  # noqa: PLC0415

    if len(text) > _MAX_CHARACTERS or text.count("[") + text.count("{") > _MAX_BRACKETS:
        return None
    try:
        value = YAML(typ="safe", pure=True).load(text.removeprefix("\ufeff"))
    except (YAMLError, ValueError, TypeError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _json(text: str) -> dict[str, Any] | None:
    try:
        value = json.loads(_LAST_COMMA.sub(r"\1", text.removeprefix("\ufeff")))
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None
