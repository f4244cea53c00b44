"""The check of a GitOps folder: every place that names a version of ours, and what names none."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from gitops import fieldspecs, images, refs, render, unjudged, variables
from gitops.folder import KUSTOMIZATIONS, LARGEST_YAML, Folder
from gitops.nodes import Document, fields, items, parse, text
from gitops.reach import Reach
from gitops.reference import Fault, Pin, Place

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
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
    folder.faults += [fault for document in documents for fault in unjudged.in_document(document, wanted)]
    folder.faults += [fault for document in documents for fault in refs.foreign(document, folder, wanted)]
    folder.faults += _plugins(folder, documents)
    reach = Reach(folder, documents)
    pins = {*_pins(folder, documents, reach, wanted), *_env_pins(folder, documents, wanted), *_text_pins(folder, documents, wanted)}
    pins |= set(_built(folder, reach, pins, wanted))
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


def _pins(folder: Folder, documents: Sequence[Document], reach: Reach, wanted: Wanted) -> Iterator[Pin]:
    rewriting: dict[str, set[str]] = {}
    for document in documents:
        yield from images.transformed(document, wanted)
        for image in images.rewritten(document, wanted):
            rewriting.setdefault(image, set()).add(document.file)
    covered = reach.covered(rewriting)
    told = {document.file: spec for document in documents for spec in [fieldspecs.of(folder, document)] if spec}
    for document in documents:
        yield from images.elsewhere(document, wanted)
        yield from refs.remote_bases(document, wanted)
        yield from refs.applications(document, wanted)
        yield from variables.in_objects(document, wanted)
        yield from variables.in_operations(document, wanted)
        yield from variables.in_generators(document, wanted)
        skip = frozenset(id(inline.root) for inline in _inline_patches(document)) if document.is_kustomization else frozenset()
        for reference in images.written_out(document, wanted, skip=skip):
            image = reference.pin.subject
            if reference.can_be_rewritten and document.file in covered.get(image, ()):
                continue
            also = {file for file in rewriting.get(image, ()) if fieldspecs.name(told.get(file, ()), document, reference.trail)}
            if not also or document.file not in reach.covered({image: also})[image]:
                yield reference.pin


def _plugins(folder: Folder, documents: Sequence[Document]) -> Iterator[Fault]:
    """Generators, transformers and validators: files, folders, or written into the kustomization."""
    for document in documents:
        for node in unjudged.plugins(document):
            said = text(node)
            path = None if "\n" in said else folder.inside(PurePosixPath(document.file).parent / said)
            if "\n" in said:
                inner, faults = parse(document.file, said, above=int(node.start_mark.line))
            elif path is None:
                yield Fault(document.place(node), "a plugin that is not in this folder", "a file below the kustomization")
                continue
            elif not (folder.root / path).is_file():
                continue  # a folder, whose files are read by themselves
            else:
                inner, faults = parse(path, folder.read(path) or "")
            yield from faults
            for one in inner:
                yield from unjudged.plugin(one)


def _text_pins(folder: Folder, documents: Sequence[Document], wanted: Wanted) -> Iterator[Pin]:
    """References in files of any form that a kustomization names: `files` and `envs` of a generator, values of a chart."""
    parsed = {document.file for document in documents}
    named: set[str] = set()
    for document in documents:
        for node, _ in document.walk() if document.is_kustomization else ():
            said = text(node)
            if said and "\n" not in said:
                for name in {said, said.rpartition("=")[2]}:
                    path = folder.inside(PurePosixPath(document.file).parent / name)
                    if path is not None and path not in parsed and (folder.root / path).is_file():
                        named.add(path)
    for path in sorted(named):
        source = folder.read(path)
        for number, line in enumerate((source or "").split("\n"), 1):
            yield from images.in_text(line, Place(path, number), wanted)


def _built(folder: Folder, reach: Reach, pins: set[Pin], wanted: Wanted) -> Iterator[Pin]:
    """What kustomize makes of each kustomization that can be deployed. A version that is already told is not told again."""
    told = {(pin.subject, pin.found) for pin in pins}
    for path, built in render.rendered(folder, sorted(reach.kustomizations), reach.roots):
        place = Place(path, 0)
        if built.failure:
            folder.faults.append(Fault(place, f"kustomize cannot build this: {built.failure}", "a kustomization that builds"))
        ours = "\n---\n".join(part for part in built.text.split("\n---\n") if wanted.mentioned_in(part))
        documents, faults = parse(path, ours)
        folder.faults += [Fault(place, f"what kustomize builds is {fault.message}", fault.expected) for fault in faults]
        for document in documents:
            for reference in images.written_out(document, wanted):
                pin = reference.pin
                if not pin.right and (pin.subject, pin.found) not in told:
                    told.add((pin.subject, pin.found))
                    yield replace(pin, place=place, what=f"{pin.what}, as built")


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
