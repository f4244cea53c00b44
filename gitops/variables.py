"""References in environment variables: those that must contain the version, wherever the folder sets them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ruamel.yaml.nodes import MappingNode

from gitops.nodes import fields, items, text
from gitops.reference import Place, VersionReference
from gitops.version import is_staged

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ruamel.yaml.nodes import Node

    from gitops.nodes import Document
    from gitops.wanted import WantedVersion


GENERATORS = ("configMapGenerator", "secretGenerator")


def in_objects(document: Document, wanted: WantedVersion) -> Iterator[VersionReference]:
    """Variables set by a key, or by `name` and `value`: `data` of a ConfigMap, `env` of a container, and patches of these."""
    holder = f"{document.file}:{document.place(document.root).line}"
    for node, _ in document.walk():
        if not isinstance(node, MappingNode):
            continue
        for key, value in node.value:
            if text(key) in wanted.variables:
                yield _reference(document.place(value, key), text(key), document.value(value), holder, wanted)
        found = fields(node)
        if text(found.get("name")) in wanted.variables and "valueFrom" not in found:
            yield _reference(document.place(found.get("value"), node), text(found["name"]), text(found.get("value")), holder, wanted)


def in_operations(document: Document, wanted: WantedVersion) -> Iterator[VersionReference]:
    """Variables set or removed by a JSON patch: https://www.rfc-editor.org/rfc/rfc6902.

    A path may end in the index of a list, which does not name a variable; a staged version at such a path counts as well.
    """
    holder = f"{document.file}:{document.place(document.root).line}"
    for operation in items(document.root):
        found = fields(operation)
        path, value = text(found.get("path")), found.get("value")
        if not text(found.get("op")) or not path:
            continue
        name = path.rpartition("/")[2]
        place = document.place(value, operation)
        if name in wanted.variables:
            yield _reference(place, name, text(value), holder, wanted)
        elif is_staged(text(value), wanted.declared.prerelease):
            yield VersionReference(place, f"value of {path}", text(value), wanted.version, path)


def in_generators(document: Document, wanted: WantedVersion) -> Iterator[VersionReference]:
    """`NAME=value` in the `literals` of a generator."""
    for generator in generators(document):
        holder = f"{document.file}:{document.place(generator).line}"
        for literal in items(fields(generator).get("literals")):
            name, _, value = text(literal).partition("=")
            if name in wanted.variables:
                yield _reference(document.place(literal), name, _unquote(value), holder, wanted)


def in_env_file(file: str, source: str, wanted: WantedVersion) -> Iterator[VersionReference]:
    """`NAME=value` in a file in the `envs` of a generator. Kustomize keeps spaces and quotes in the value.

    https://github.com/kubernetes-sigs/kustomize/blob/kustomize/v5.7.1/api/kv/kv.go
    """
    for number, line in enumerate(source.split("\n"), 1):
        name, equals, value = line.removesuffix("\r").lstrip().partition("=")
        if equals and name in wanted.variables:
            yield _reference(Place(file, number), name, value, file, wanted)


def generators(document: Document) -> list[Node]:
    """The ConfigMap and Secret generators of a kustomization."""
    if not document.is_kustomization:
        return []
    found = fields(document.root)
    return [generator for key in GENERATORS for generator in items(found.get(key))]


def _unquote(value: str) -> str:
    """Remove one pair of quotes, as kustomize does in a literal."""
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1]
    return value


def _reference(place: Place, name: str, found: str, holder: str, wanted: WantedVersion) -> VersionReference:
    return VersionReference(place, name, found or "nothing", wanted.version, name, holder, wanted.note(found))
