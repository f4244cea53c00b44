"""The check of a GitOps folder: every place that names a version of ours, and what names none."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from gitops import images, refs, variables
from gitops.folder import KUSTOMIZATIONS, LARGEST_YAML, Folder
from gitops.nodes import Document, fields, items, parse, text
from gitops.pin import Fault, Pin, Place

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from gitops.wanted import Wanted


@dataclass(frozen=True)
class Report:
    """What was found, each list sorted by place."""

    pins: list[Pin]
    missing: list[str]
    """What nothing in the folder pins."""
    faults: list[Fault]

    @property
    def wrong(self) -> list[Pin]:
        """Pins of another version."""
        return [pin for pin in self.pins if not pin.right]


class NoKustomizationError(Exception):
    """There is nothing in the folder that could be checked."""


def check(root: Path, wanted: Wanted) -> Report:
    """Compare a folder with a version. Nothing outside it is read, and nothing in it is changed.

    Raises:
        NoKustomizationError: if no file below has the name of a kustomization.
        TooManyFilesError: if the folder is too large to be one environment.
    """
    folder = Folder(root)
    paths = folder.files()
    if not any(_is_kustomization(path) for path in paths):
        raise NoKustomizationError
    documents: list[Document] = []
    for path in paths:
        documents += _read(folder, path, wanted)
    for path in sorted({*_taken(folder, documents)} - {*paths}):
        documents += _read(folder, path, wanted)
    pins = {*_pins(documents, wanted), *_env_pins(folder, documents, wanted)}
    return Report(sorted(pins), list(_missing(pins, wanted)), sorted(set(folder.faults)))


def _is_kustomization(path: str) -> bool:
    return path.rpartition("/")[2] in KUSTOMIZATIONS


def _taken(folder: Folder, documents: Iterable[Document]) -> Iterator[str]:
    """Files that a kustomization takes manifests and patches from, whatever their names end with."""
    for document in documents:
        for name in refs.taken(document):
            path = folder.inside(PurePosixPath(document.file).parent / text(name))
            if path is not None and (folder.root / path).is_file():
                yield path


def _read(folder: Folder, path: str, wanted: Wanted) -> list[Document]:
    kustomization = _is_kustomization(path)
    source = folder.read(path)
    if source is None or not (kustomization or wanted.mentioned_in(source)):
        return []
    if len(source) > LARGEST_YAML:
        folder.faults.append(Fault(Place(path, 0), f"more than {LARGEST_YAML} characters of YAML", "a smaller file"))
        return []
    documents, faults = parse(path, source, is_kustomization=kustomization)
    folder.faults += faults
    for document in documents if kustomization else []:
        for inline in _inline_patches(document):
            more, wrong = parse(path, text(inline.root), above=inline.above)
            documents = [*documents, *more]
            folder.faults += wrong
    return documents


def _inline_patches(document: Document) -> Iterator[Document]:
    """Patches whose text stands in the kustomization; a patch on one line is the name of a file."""
    found = fields(document.root)
    entries = [fields(entry).get("patch") for key in ("patches", "patchesJson6902") for entry in items(found.get(key))]
    for node in [*entries, *items(found.get("patchesStrategicMerge"))]:
        if node is not None and ("\n" in text(node) or node in entries):
            is_block = getattr(node, "style", None) in {"|", ">"}
            yield Document(document.file, node, above=int(node.start_mark.line) + is_block)


def _pins(documents: Iterable[Document], wanted: Wanted) -> Iterator[Pin]:
    documents = list(documents)
    transforms = {pin for document in documents for pin in images.transformed(document, wanted)}
    yield from transforms
    for document in documents:
        yield from refs.remote_bases(document, wanted)
        yield from refs.applications(document, wanted)
        yield from variables.in_objects(document, wanted)
        yield from variables.in_operations(document, wanted)
        yield from variables.in_generators(document, wanted)
        for pin in images.written_out(document, wanted):
            if not any(_covers(transform, pin) for transform in transforms):
                yield pin


def _covers(transform: Pin, pin: Pin) -> bool:
    """Whether the `images` of a kustomization replace the tag: they do so in its own folder and in those below."""
    folder = PurePosixPath(transform.place.file).parent
    return transform.subject == pin.subject and PurePosixPath(pin.place.file).is_relative_to(folder)


def _env_pins(folder: Folder, documents: Iterable[Document], wanted: Wanted) -> Iterator[Pin]:
    for document in documents:
        for generator in variables.generators(document):
            found = fields(generator)
            for node in [*items(found.get("envs")), *filter(None, [found.get("env")])]:
                path = folder.inside(PurePosixPath(document.file).parent / text(node))
                if path is None:
                    message = "an env file that is not in this folder"
                    folder.faults.append(Fault(document.place(node), message, "a file below the kustomization"))
                elif (source := folder.read(path)) is not None:
                    yield from variables.in_env_file(path, source, wanted)


def _missing(pins: Iterable[Pin], wanted: Wanted) -> Iterator[str]:
    subjects = {pin.subject for pin in pins}
    for image in wanted.images:
        if image not in subjects:
            yield f"newTag of {image}: no kustomization here pins it, expected {wanted.version}"
    for variable, wanting in wanted.variables.items():
        holders = {pin.holder for pin in pins if pin.subject == variable and pin.holder}
        if len(holders) < len(wanting):
            count = "never" if not holders else "once" if len(holders) == 1 else f"{len(holders)} times"
            yield f"{variable}: set {count} here, expected {wanted.version} for each of {', '.join(wanting)}"
