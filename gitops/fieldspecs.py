"""Fields that a kustomization's `configurations` name for `images`: kustomize replaces the tag there too.

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
    """A field of the objects of a kind; what is not said fits all."""

    path: Trail
    kind: str
    group: str
    version: str

    def fits(self, document: Document, trail: Trail) -> bool:
        """Whether it is this field of this object. Lists are gone through."""
        group, _, version = text(fields(document.root).get("apiVersion")).rpartition("/")
        given = [(self.kind, document.kind), (self.group, group), (self.version, version)]
        return tuple(filter(None, trail)) == self.path and all(wanted in {"", found} for wanted, found in given)


def of(folder: Folder, document: Document) -> list[Fieldspec]:
    """Those of a kustomization. What is wrong with a file of them is told where kustomize builds."""
    found: list[Fieldspec] = []
    for node in items(fields(document.root).get("configurations")) if document.is_kustomization else []:
        path = folder.inside(PurePosixPath(document.file).parent / text(node))
        source = folder.read(path) if path is not None and (folder.root / path).is_file() else None
        for one in parse(path or "", source or "")[0]:
            for entry in map(fields, items(fields(one.root).get("images"))):
                parts = tuple(part.removesuffix("[]") for part in text(entry.get("path")).split("/"))
                found.append(Fieldspec(parts, *(text(entry.get(key)) for key in ("kind", "group", "version"))))
    return found


def name(specs: Iterable[Fieldspec], document: Document, trail: Trail) -> bool:
    """Whether one of them names the field."""
    return any(spec.fits(document, trail) for spec in specs)
