"""Finds the files that each kustomization deploys, and whether a kustomization on the way rewrites their images."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from gitops.folder import KUSTOMIZATIONS
from gitops.nodes import fields, items, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ruamel.yaml.nodes import Node

    from gitops.folder import Folder
    from gitops.nodes import Document


@dataclass
class _Sources:
    """What one kustomization uses from the folder: files, and the files of other kustomizations."""

    resources: set[str] = field(default_factory=set)
    patches: set[str] = field(default_factory=set)
    children: set[str] = field(default_factory=set)
    components: set[str] = field(default_factory=set)


class Reach:
    """The kustomizations of a folder, and how they use each other."""

    def __init__(self, folder: Folder, documents: Iterable[Document]) -> None:
        self._folder = folder
        self._sources: dict[str, _Sources] = {}
        for document in documents:
            if document.is_kustomization:
                self._read(document, self._sources.setdefault(document.file, _Sources()))
        self.kustomizations = set(self._sources)
        inner = {name for sources in self._sources.values() for name in sources.children | sources.components}
        self.roots = sorted(set(self._sources) - inner)
        """Kustomizations that no other one uses: those that can be deployed."""

    def _read(self, document: Document, sources: _Sources) -> None:
        found = fields(document.root)
        sources.patches.add(document.file)  # inline patches
        for key in ("resources", "bases"):
            for node in items(found.get(key)):
                self._add(document, node, sources.resources, sources.children)
        for node in items(found.get("components")):
            self._add(document, node, set(), sources.components)
        paths = [fields(entry).get("path") for key in ("patches", "patchesJson6902") for entry in items(found.get(key))]
        for path in [*paths, *items(found.get("patchesStrategicMerge"))]:
            if path is not None:
                self._add(document, path, sources.patches, set())

    def _add(self, document: Document, node: Node, files: set[str], kustomizations: set[str]) -> None:
        path = self._folder.inside(PurePosixPath(document.file).parent / text(node)) if text(node) and "\n" not in text(node) else None
        if path is None:
            return
        if (self._folder.root / path).is_file():
            files.add(path)
        for name in KUSTOMIZATIONS:
            inner = (PurePosixPath(path) / name).as_posix()
            if (self._folder.root / inner).is_file():
                kustomizations.add(inner)
                break

    def covered(self, rewriting: Mapping[str, Iterable[str]]) -> dict[str, set[str]]:
        """For each image, the files that are deployed only through a kustomization that rewrites the image.

        Args:
            rewriting: for each image, the kustomizations whose `images` contain it.
        """
        every = set().union(*(self._without(root, set(), set()) for root in self.roots)) if self.roots else set()
        return {
            image: every - set().union(*(self._without(root, set(files), set()) for root in self.roots))
            for image, files in rewriting.items()
        }

    def _without(self, file: str, rewriting: set[str], above: set[str]) -> set[str]:
        """What a kustomization deploys without a rewriting one on the way.

        Its patches are applied before its `images` and after its components.
        """
        sources = self._sources.get(file)
        if sources is None or file in rewriting or file in above:
            return set()
        above = {*above, file}
        resources = sources.resources.union(*(self._without(child, rewriting, above) for child in sources.children))
        if sources.components & rewriting:
            resources = set()
        return resources.union(sources.patches, *(self._without(component, rewriting, above) for component in sources.components))
