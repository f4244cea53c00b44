#!/usr/bin/env python3
"""A fake crane, for machines without the real one: `auth login`, `copy`, `digest`, `manifest`, `ls`, `tag`, `version`.

Exit codes, standard output and the messages that scripts parse are those of crane v0.21.9
(https://github.com/google/go-containerregistry/tree/v0.21.9/cmd/crane); a test compares both.
"""

# ruff: noqa: T201  it is a command-line tool

from __future__ import annotations

import json
import sys
from pathlib import Path

if not __package__:
    sys.path[0] = str(Path(__file__).resolve().parent.parent.parent)

from typing import TYPE_CHECKING

from rehearsal.registry.client import Client, Reference, RegistryError, client, save_login
from rehearsal.registry.image import Image

if TYPE_CHECKING:
    from collections.abc import Sequence

VERSION = "v0.21.9"


class UsageError(Exception):
    """The fake does not support this command line."""


def main(arguments: Sequence[str]) -> int:
    """Run one command, and return its exit code."""
    try:
        _command(list(arguments))
    except (UsageError, RegistryError, ValueError, OSError) as error:
        print(f"Error: {error}", file=sys.stderr)
        return 1
    return 0


def _command(arguments: list[str]) -> None:
    while arguments and arguments[0] in {"--verbose", "-v"}:
        arguments.pop(0)
    match arguments:
        case ["version"]:
            print(VERSION)
        case ["auth", "login", *rest]:
            _login(rest)
        case ["copy" | "cp", *rest]:
            source, target = _exactly(2, rest, flags={"--jobs": 1, "-j": 1})
            _copy(Reference.parse(source), Reference.parse(target))
        case ["digest", *rest]:
            (reference,) = _exactly(1, rest)
            print(Image.digest(_fetch(Reference.parse(reference))[1]))
        case ["manifest", *rest]:
            (reference,) = _exactly(1, rest)
            sys.stdout.write(_fetch(Reference.parse(reference))[1].decode())
        case ["ls", *rest]:
            (reference,) = _exactly(1, rest)
            _list(Reference.parse(reference))
        case ["tag", *rest]:
            reference, tag = _exactly(2, rest)
            _tag(Reference.parse(reference), tag)
        case _:
            name = arguments[0] if arguments else ""
            raise UsageError(f'unknown command "{name}" for "crane"')


def _exactly(count: int, rest: list[str], flags: dict[str, int] | None = None) -> list[str]:
    """The operands. If their number is wrong, the message is crane's."""
    operands: list[str] = []
    while rest:
        word = rest.pop(0)
        name = word.partition("=")[0]
        if not word.startswith("-"):
            operands.append(word)
        elif name in (flags or {}):
            del rest[: 0 if "=" in word else (flags or {})[name]]
        else:
            raise UsageError(f"unknown flag: {name}")
    if len(operands) != count:
        raise UsageError(f"accepts {count} arg(s), received {len(operands)}")
    return operands


def _login(rest: list[str]) -> None:
    """Store the credentials without trying them, like crane."""
    username, password, registry = "", "", ""
    while rest:
        match rest.pop(0):
            case "-u" | "--username":
                username = rest.pop(0)
            case "-p" | "--password":
                password = rest.pop(0)
            case "--password-stdin":
                password = sys.stdin.read().rstrip("\r\n")
            case word if not word.startswith("-") and not registry:
                registry = word
            case word:
                raise UsageError(f"unknown flag: {word}")
    if not registry:
        raise UsageError("accepts 1 arg(s), received 0")
    if not username or not password:
        raise UsageError("username and password required")
    print(f"logged in via {save_login(registry, username, password)}", file=sys.stderr)


def _fetch(reference: Reference) -> tuple[str, bytes]:
    return client(reference.registry).manifest(reference.name, reference.reference)


def _list(reference: Reference) -> None:
    try:
        tags = client(reference.registry).tags(reference.name)
    except RegistryError as error:
        raise ValueError(f"reading tags for {reference.registry}/{reference.name}: {error}") from None
    for tag in tags:
        print(tag)


def _tag(reference: Reference, tag: str) -> None:
    registry_client = client(reference.registry)
    media_type, content = registry_client.manifest(reference.name, reference.reference)
    registry_client.put_manifest(reference.name, tag, media_type, content)
    _report(Reference(reference.registry, reference.name, tag), content)


def _copy(source: Reference, target: Reference) -> None:
    """Copy the child manifests, then the requested one. Existing content is not sent again."""
    reader, writer = client(source.registry), client(target.registry)
    media_type, content = reader.manifest(source.name, source.reference)
    for child in json.loads(content).get("manifests", []):
        _copy_below(reader, source, writer, target, child["digest"])
    _copy_blobs(reader, source, writer, target, content)
    writer.put_manifest(target.name, target.reference, media_type, content)
    _report(target, content)


def _copy_below(reader: Client, source: Reference, writer: Client, target: Reference, digest: str) -> None:
    if writer.has(f"/v2/{target.name}/manifests/{digest}"):
        print(f"existing manifest: {digest}", file=sys.stderr)
        return
    media_type, content = reader.manifest(source.name, digest)
    _copy_blobs(reader, source, writer, target, content)
    writer.put_manifest(target.name, digest, media_type, content)


def _copy_blobs(reader: Client, source: Reference, writer: Client, target: Reference, content: bytes) -> None:
    value = json.loads(content)
    if "config" not in value:
        return
    for descriptor in (value["config"], *value["layers"]):
        digest = descriptor["digest"]
        if not writer.has(f"/v2/{target.name}/blobs/{digest}"):
            writer.put_blob(target.name, digest, reader.blob(source.name, digest))


def _report(reference: Reference, content: bytes) -> None:
    shown = f"{reference.registry}/{reference.name}:{reference.reference}"
    print(f"{shown}: digest: {Image.digest(content)} size: {len(content)}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
