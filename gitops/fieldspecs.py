"""The `images` fieldspecs in a kustomization's `configurations`: further fields in which kustomize replaces a tag.

https://github.com/kubernetes-sigs/kustomize/blob/kustomize/v5.7.1/examples/transformerconfigs/README.md
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from gitops.nodes import fields, items, parse, text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gitops.folder import Folder
    from gitops.nodes import Document, Trail


@dataclass(frozen=True)
class Fieldspec:
    """A field in objects of a kind. An empty kind, group or version matches any."""

    path: Trail
    kind: str
    group: str
    version: str

    def matches(self, document: Document, trail: Trail) -> bool:
        """Whether the trail leads to this field in this object. A list matches in each of its elements."""
        group, _, version = text(fields(document.root).get("apiVersion")).rpartition("/")
        given = [(self.kind, document.kind), (self.group, group), (self.version, version)]
        return tuple(filter(None, trail)) == self.path and all(wanted in {"", found} for wanted, found in given)


def read(folder: Folder, document: Document) -> list[Fieldspec]:
    """Read the fieldspecs of a kustomization. Errors in a configuration file are reported when kustomize builds."""
    found: list[Fieldspec] = []
    for node in items(fields(document.root).get("configurations")) if document.is_kustomization else []:
        path = folder.inside(PurePosixPath(document.file).parent / text(node))
        source = folder.read(path) if path is not None and (folder.root / path).is_file() else None
        for parsed in parse(path or "", source or "")[0]:
            for entry in map(fields, items(fields(parsed.root).get("images"))):
                parts = tuple(part.removesuffix("[]") for part in text(entry.get("path")).split("/"))
                found.append(Fieldspec(parts, *(text(entry.get(key)) for key in ("kind", "group", "version"))))
    return found


def match_any(specs: Iterable[Fieldspec], document: Document, trail: Trail) -> bool:
    """Whether one of the fieldspecs matches the field."""
    return any(spec.matches(document, trail) for spec in specs)
