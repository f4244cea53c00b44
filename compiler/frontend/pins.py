"""Reads the pins of actions from `pipelines/pins.toml`: version, commit, inputs and outputs.

```toml
[actions."actions/checkout"]
version = "v7.0.1"
commit = "3d3c42e5aac5ba805825da76410c181273ba90b1"
inputs = ["fetch-depth", "persist-credentials"]   # as in the action.yml at that commit; "!" marks a required input
outputs = ["ref", "commit"]
```
"""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any, NamedTuple

from compiler.diagnostic import Finding, Origin

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_COMMIT = re.compile(r"[0-9a-f]{40}\Z")
_VERSION = re.compile(r"v\d+(\.\d+){0,2}\Z")
_ACTION = re.compile(r"[\w.-]+/[\w.-]+(/[\w./-]+)?\Z")
_KEYS = {"version": str, "commit": str, "inputs": list, "outputs": list}


class Pin(NamedTuple):
    """One version of an action."""

    action: str
    version: str
    commit: str
    inputs: frozenset[str]
    required: frozenset[str]
    outputs: frozenset[str]


def read_pins(path: Path) -> tuple[dict[str, Pin], list[Finding]]:
    """The valid pins by action, and a finding for each fault."""
    try:
        source = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}, []
    except OSError as error:
        return {}, [Finding(rule="malformed-pin", message=f"the file cannot be read: {error.strerror}", origin=Origin(str(path), 1))]
    except UnicodeDecodeError as error:
        return {}, [Finding(rule="malformed-pin", message=f"the file is not UTF-8 text (byte {error.start})", origin=Origin(str(path), 1))]
    try:
        document = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        return {}, [
            Finding(rule="malformed-pin", message=f"the file is not TOML: {error}", origin=Origin(str(path), int(line[1]) if line else 1))
        ]
    actions = document.get("actions", {})
    if not isinstance(actions, dict):
        return {}, [
            Finding(
                rule="malformed-pin",
                message='"actions" is not a table',
                expected='tables such as [actions."owner/name"]',
                origin=Origin(str(path), 1),
            )
        ]
    pins: dict[str, Pin] = {}
    findings: list[Finding] = []
    for action, entry in actions.items():
        faults = list(_faults(action, entry))
        origin = Origin(str(path), _line_of(source, action))
        findings += [
            Finding(rule="malformed-pin", message=f'the pin of "{action}" {fault}', expected=expected, origin=origin)
            for fault, expected in faults
        ]
        if not faults:
            pins[action] = _pin(action, entry)
    return pins, findings


def _line_of(source: str, action: str) -> int:
    return next((number for number, line in enumerate(source.split("\n"), 1) if line.startswith("[") and f'"{action}"' in line), 1)


def _faults(action: str, entry: object) -> Iterator[tuple[str, str]]:
    if not _ACTION.match(action):
        yield "does not have the name of an action", "owner/name or owner/name/path"
    if not isinstance(entry, dict):
        yield "is not a table", "version, commit, inputs and outputs"
        return
    for key, kind in _KEYS.items():
        value = entry.get(key)
        if not isinstance(value, kind) or (isinstance(value, list) and not all(isinstance(name, str) for name in value)):
            yield f'has no {"text" if kind is str else "list of names"} "{key}"', "version, commit, inputs and outputs"
    for key in entry.keys() - _KEYS.keys():
        yield f'has an unknown key "{key}"', "version, commit, inputs and outputs"
    if isinstance(commit := entry.get("commit"), str) and not _COMMIT.match(commit):
        yield f'has the commit "{commit}"', "40 hexadecimal digits in lower case: the full commit that the version's tag names"
    if isinstance(version := entry.get("version"), str) and not _VERSION.match(version):
        yield f'has the version "{version}"', "the tag of the action's release, such as v1.2.3"


def _pin(action: str, entry: dict[str, Any]) -> Pin:
    inputs = [str(name) for name in entry["inputs"]]
    return Pin(
        action,
        entry["version"],
        entry["commit"],
        inputs=frozenset(name.removesuffix("!") for name in inputs),
        required=frozenset(name.removesuffix("!") for name in inputs if name.endswith("!")),
        outputs=frozenset(str(name) for name in entry["outputs"]),
    )
