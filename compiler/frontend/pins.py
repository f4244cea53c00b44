"""Reads the pins from `pipelines/pins.toml`: version, commit and interface of each action and reusable workflow of another repository.

```toml
[actions."docker/build-push-action"]
version = "v7.3.0"
commit = "53b7df96c91f9c12dcc8a07bcb9ccacbed38856a"
using = "node24"
inputs = ["context!", "file", "load=false"]
outputs = ["imageid", "digest"]
```

Inputs, outputs and `using` are those of the `action.yml` at that commit. An input is `name` or `name=default`, and `name!` if it is
required. For a reusable workflow, `secrets` and `permissions` are what its `workflow_call` and its jobs declare. CONTRIBUTING.md describes
the format.
"""

from __future__ import annotations

import re
import tomllib
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from compiler.diagnostic import Finding, Origin, one_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

_COMMIT = re.compile(r"[0-9a-f]{40}\Z")
_VERSION = re.compile(r"v\d+(\.\d+){0,2}\Z")
_ACTION = re.compile(r"[\w.-]+/[\w.-]+(/[\w./-]+)?\Z")
_NAME = re.compile(r"[A-Za-z_][\w-]*\Z")
_SCOPE = re.compile(r"[a-z-]+\Z")
_KEYS = {"version": str, "commit": str, "inputs": list, "outputs": list}
_OPTIONAL = {"using": str, "secrets": list, "permissions": dict}
_KINDS: dict[type, str] = {str: "text", list: "list of names", dict: "table of scopes"}
_EXPECTED = "version, commit, inputs and outputs"
_EXPECTED_OPTIONAL = "optionally using, secrets and permissions"
RUNTIMES = ("composite", "docker", "node12", "node16", "node20", "node24")
"""Values of `runs.using`.

Source: https://docs.github.com/en/actions/reference/workflows-and-actions/metadata-syntax#runs
"""
_NOTHING: Mapping[str, Any] = MappingProxyType({})


class Pin(NamedTuple):
    """One version of an action or of a reusable workflow."""

    action: str
    version: str
    commit: str
    inputs: frozenset[str]
    required: frozenset[str]
    """Inputs that a caller has to set: those that are required and have no default."""
    outputs: frozenset[str]
    defaults: Mapping[str, str] = _NOTHING
    """The default of each input that has one."""
    using: str = ""
    """The runtime; empty if the pin does not say."""
    secrets: Mapping[str, bool] | None = None
    """The secrets of a reusable workflow, and whether each is required; None if the pin does not say."""
    permissions: Mapping[str, str] | None = None
    """The access to each scope that it needs; None if the pin does not say."""
    place: Origin | None = None
    """The line of its table."""


def read_pins(path: Path) -> tuple[dict[str, Pin], list[Finding]]:
    """The valid pins by action, and a finding for each error."""
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
            Finding(
                rule="malformed-pin",
                message=f"the file is not valid TOML: {error}",
                origin=Origin(str(path), int(line[1]) if line else 1),
            )
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
        errors = [(f'the pin of "{action}" {error}', expected) for error, expected in _errors(entry)]
        if not _ACTION.match(action):
            errors.insert(0, (f'"{action}" is not the name of an action', "owner/name or owner/name/path"))
        origin = Origin(str(path), _line_of(source, action))
        findings += [Finding(rule="malformed-pin", message=message, expected=expected, origin=origin) for message, expected in errors]
        if not errors:
            pins[action] = _pin(action, entry, origin)
    return pins, findings


def _line_of(source: str, action: str) -> int:
    return next((number for number, line in enumerate(source.split("\n"), 1) if line.startswith("[") and f'"{action}"' in line), 1)


def _errors(entry: object) -> Iterator[tuple[str, str]]:
    """The end of a sentence about the pin for each error, and what was expected."""
    if not isinstance(entry, dict):
        yield "is not a table", _EXPECTED
        return
    for key, kind in (_KEYS | {key: kind for key, kind in _OPTIONAL.items() if key in entry}).items():
        value = entry.get(key)
        if not isinstance(value, kind) or not all(isinstance(part, str) for part in _parts(value)):
            optional = f"a {_KINDS[kind]}, or no such key"
            if key in entry:
                yield f'has "{key}", which is not a {_KINDS[kind]}', f"a {_KINDS[kind]}" if key in _KEYS else optional
            else:
                yield f'has no "{key}"', _EXPECTED
    for key in entry.keys() - _KEYS.keys() - _OPTIONAL.keys():
        yield f'has an unknown key "{key}"', f"{_EXPECTED}; {_EXPECTED_OPTIONAL}"
    if isinstance(commit := entry.get("commit"), str) and not _COMMIT.match(commit):
        yield f'has the commit "{commit}"', "40 hexadecimal digits in lower case: the full commit that the version's tag names"
    if isinstance(version := entry.get("version"), str) and not _VERSION.match(version):
        yield f'has the version "{version}"', "the tag of the action's release, such as v1.2.3"
    if isinstance(using := entry.get("using"), str) and using not in RUNTIMES:
        yield f'has `using = "{using}"`', one_of(RUNTIMES)
    yield from _errors_of_parts(entry)


def _parts(value: object) -> Iterable[object]:
    """The values in a list or table, which must be text."""
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _errors_of_parts(entry: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for key in ("inputs", "outputs", "secrets"):
        for text in (text for text in _parts(entry.get(key)) if isinstance(text, str)):
            name = text if key == "outputs" else _split(text)[0]
            if not _NAME.match(name) or (key == "secrets" and "=" in text):
                yield f'has "{text}" among its {key}', "a name" if key == "outputs" else 'names such as "file", "context!" or "load=false"'
    permissions = entry.get("permissions")
    for scope, access in permissions.items() if isinstance(permissions, dict) else ():
        if not _SCOPE.match(scope) or access not in {"read", "write"}:
            yield f'has the permission "{scope}: {access}"', 'a scope with "read" or "write"'


def _split(text: str) -> tuple[str, bool, str | None]:
    """The name of an input, whether it is required, and its default."""
    name, given, default = text.partition("=")
    return name.removesuffix("!"), name.endswith("!"), default if given else None


def _pin(action: str, entry: dict[str, Any], place: Origin) -> Pin:
    inputs = [_split(text) for text in entry["inputs"]]
    secrets = entry.get("secrets")
    return Pin(
        action,
        entry["version"],
        entry["commit"],
        inputs=frozenset(name for name, _, _ in inputs),
        required=frozenset(name for name, required, default in inputs if required and default is None),
        outputs=frozenset(entry["outputs"]),
        defaults={name: default for name, _, default in inputs if default is not None},
        using=entry.get("using", ""),
        secrets=None if secrets is None else {name: required for name, required, _ in map(_split, secrets)},
        permissions=entry.get("permissions"),
        place=place,
    )
