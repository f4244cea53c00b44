"""Checks a GitOps folder: collects every reference to a version of the product, and everything that cannot be evaluated."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from gitops import fieldspecs, images, refs, render, unsupported, variables
from gitops.folder import KUSTOMIZATIONS, MAX_YAML_LENGTH, Folder
from gitops.nodes import Document, fields, items, parse, text
from gitops.reach import Reach
from gitops.reference import Place, Problem, VersionReference

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from gitops.wanted import WantedVersion


@dataclass(frozen=True)
class Report:
    """The result of a check. References and problems are sorted by place."""

    references: list[VersionReference]
    missing: list[str]
    """Images and variables for which the folder has no version reference."""
    problems: list[Problem]

    @property
    def wrong(self) -> list[VersionReference]:
        """References to another version."""
        return [reference for reference in self.references if not reference.right]


class NoKustomizationError(Exception):
    """The folder has no kustomization, so there is nothing to check."""


def check(root: Path, wanted: WantedVersion) -> Report:
    """Compare a folder with a version. Nothing outside the folder is read, and nothing in it is changed.

    Raises:
        NoKustomizationError: if no file in or below the folder has the name of a kustomization.
        TooManyFilesError: if the folder is too large to be one environment.
    """
    folder = Folder(root)
    paths = folder.files()
    if not any(_is_kustomization(path) for path in paths):
        raise NoKustomizationError
    documents: list[Document] = []
    for path in paths:
        documents += _read(folder, path, wanted)
    for path in sorted({*_files_in_use(folder, documents)} - {*paths}):
        documents += _read(folder, path, wanted)
    folder.problems += [problem for document in documents for problem in unsupported.in_document(document, wanted)]
    folder.problems += [problem for document in documents for problem in refs.unchecked_bases(document, folder, wanted)]
    folder.problems += _plugins(folder, documents)
    reach = Reach(folder, documents)
    references = {
        *_in_documents(folder, documents, reach, wanted),
        *_in_env_files(folder, documents, wanted),
        *_in_other_files(folder, documents, wanted),
    }
    references |= set(_in_built_manifests(folder, reach, references, wanted))
    return Report(sorted(references), list(_missing(references, wanted)), sorted(set(folder.problems)))


def _is_kustomization(path: str) -> bool:
    return path.rpartition("/")[2] in KUSTOMIZATIONS


def _files_in_use(folder: Folder, documents: Iterable[Document]) -> Iterator[str]:
    """Files that a kustomization uses as manifests or patches, whatever their extension."""
    for document in documents:
        for name in refs.sources(document):
            path = folder.inside(PurePosixPath(document.file).parent / text(name))
            if path is not None and (folder.root / path).is_file():
                yield path


def _read(folder: Folder, path: str, wanted: WantedVersion) -> list[Document]:
    kustomization = _is_kustomization(path)
    source = folder.read(path)
    if source is None or not (kustomization or wanted.mentioned_in(source)):
        return []
    if len(source) > MAX_YAML_LENGTH:
        folder.problems.append(Problem(Place(path, 0), f"more than {MAX_YAML_LENGTH} characters of YAML", "a smaller file"))
        return []
    documents, problems = parse(path, source, is_kustomization=kustomization)
    folder.problems += problems
    for document in documents if kustomization else []:
        for inline in _inline_patches(document):
            more, wrong = parse(path, text(inline.root), above=inline.above)
            documents = [*documents, *more]
            folder.problems += wrong
    return documents


def _inline_patches(document: Document) -> Iterator[Document]:
    """Patches that are written in the kustomization itself. In `patchesStrategicMerge`, an entry of one line is the name of a file."""
    found = fields(document.root)
    entries = [fields(entry).get("patch") for key in ("patches", "patchesJson6902") for entry in items(found.get(key))]
    for node in [*entries, *items(found.get("patchesStrategicMerge"))]:
        if node is not None and ("\n" in text(node) or node in entries):
            is_block = getattr(node, "style", None) in {"|", ">"}
            yield Document(document.file, node, above=int(node.start_mark.line) + is_block)


def _in_documents(folder: Folder, documents: Sequence[Document], reach: Reach, wanted: WantedVersion) -> Iterator[VersionReference]:
    rewriting: dict[str, set[str]] = {}
    for document in documents:
        yield from images.in_kustomization(document, wanted)
        for image in images.rewritten_images(document, wanted):
            rewriting.setdefault(image, set()).add(document.file)
    covered = reach.covered(rewriting)
    fieldspecs_of = {document.file: specs for document in documents for specs in [fieldspecs.read(folder, document)] if specs}
    for document in documents:
        yield from images.in_transformers(document, wanted)
        yield from refs.remote_bases(document, wanted)
        yield from refs.applications(document, wanted)
        yield from variables.in_objects(document, wanted)
        yield from variables.in_operations(document, wanted)
        yield from variables.in_generators(document, wanted)
        skip = frozenset(id(inline.root) for inline in _inline_patches(document)) if document.is_kustomization else frozenset()
        for found in images.in_full(document, wanted, skip=skip):
            image = found.reference.subject
            if found.can_be_rewritten and document.file in covered.get(image, ()):
                continue
            also = {file for file in rewriting.get(image, ()) if fieldspecs.match_any(fieldspecs_of.get(file, ()), document, found.trail)}
            if not also or document.file not in reach.covered({image: also})[image]:
                yield found.reference


def _plugins(folder: Folder, documents: Sequence[Document]) -> Iterator[Problem]:
    """Generators, transformers and validators: files, folders, or inline in the kustomization."""
    for document in documents:
        for node in unsupported.plugins(document):
            value = text(node)
            path = None if "\n" in value else folder.inside(PurePosixPath(document.file).parent / value)
            if "\n" in value:
                inner, problems = parse(document.file, value, above=int(node.start_mark.line))
            elif path is None:
                yield Problem(document.place(node), "a plugin that is not in this folder", "a file below the kustomization")
                continue
            elif not (folder.root / path).is_file():
                continue  # a folder: its files are read on their own
            else:
                inner, problems = parse(path, folder.read(path) or "")
            yield from problems
            for plugin in inner:
                yield from unsupported.in_plugin(plugin)


def _in_other_files(folder: Folder, documents: Sequence[Document], wanted: WantedVersion) -> Iterator[VersionReference]:
    """References in files of any format that a kustomization names: `files` and `envs` of a generator, values of a chart."""
    parsed = {document.file for document in documents}
    named: set[str] = set()
    for document in documents:
        for node, _ in document.walk() if document.is_kustomization else ():
            value = text(node)
            if value and "\n" not in value:
                for name in {value, value.rpartition("=")[2]}:
                    path = folder.inside(PurePosixPath(document.file).parent / name)
                    if path is not None and path not in parsed and (folder.root / path).is_file():
                        named.add(path)
    for path in sorted(named):
        source = folder.read(path)
        for number, line in enumerate((source or "").split("\n"), 1):
            yield from images.in_text(line, Place(path, number), wanted)


def _in_built_manifests(
    folder: Folder, reach: Reach, references: set[VersionReference], wanted: WantedVersion
) -> Iterator[VersionReference]:
    """Wrong references in what kustomize builds, except those that were already found in a source file."""
    known = {(reference.subject, reference.found) for reference in references}
    for path, built in render.build_all(folder, sorted(reach.kustomizations), reach.roots):
        place = Place(path, 0)
        if built.failure:
            folder.problems.append(Problem(place, f"kustomize cannot build this: {built.failure}", "a kustomization that builds"))
        ours = "\n---\n".join(part for part in built.text.split("\n---\n") if wanted.mentioned_in(part))
        documents, problems = parse(path, ours)
        folder.problems += [Problem(place, f"the output of kustomize: {problem.message}", problem.expected) for problem in problems]
        for document in documents:
            for reference in (found.reference for found in images.in_full(document, wanted)):
                if not reference.right and (reference.subject, reference.found) not in known:
                    known.add((reference.subject, reference.found))
                    yield replace(reference, place=place, what=f"{reference.what}, as built")


def _in_env_files(folder: Folder, documents: Iterable[Document], wanted: WantedVersion) -> Iterator[VersionReference]:
    for document in documents:
        for generator in variables.generators(document):
            found = fields(generator)
            for node in [*items(found.get("envs")), *filter(None, [found.get("env")])]:
                path = folder.inside(PurePosixPath(document.file).parent / text(node))
                if path is None:
                    message = "an env file that is not in this folder"
                    folder.problems.append(Problem(document.place(node), message, "a file below the kustomization"))
                elif (source := folder.read(path)) is not None:
                    yield from variables.in_env_file(path, source, wanted)


def _missing(references: Iterable[VersionReference], wanted: WantedVersion) -> Iterator[str]:
    subjects = {reference.subject for reference in references}
    for image in wanted.images:
        if image not in subjects:
            yield f"newTag of {image}: no kustomization here sets it, expected {wanted.version}"
    for variable, wanting in wanted.variables.items():
        holders = {reference.holder for reference in references if reference.subject == variable and reference.holder}
        if len(holders) < len(wanting):
            count = "not set" if not holders else "set once" if len(holders) == 1 else f"set {len(holders)} times"
            yield f"{variable}: {count} here, expected {wanted.version} for each of {', '.join(wanting)}"
