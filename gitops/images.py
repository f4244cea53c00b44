"""References to image versions: the `images` of a kustomization, and full image references anywhere else."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from gitops.nodes import fields, items, text
from gitops.reference import VersionReference

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ruamel.yaml.nodes import Node

    from gitops.nodes import Document, Trail
    from gitops.reference import Place
    from gitops.wanted import WantedVersion

_REWRITTEN = {("containers", "", "image"), ("initContainers", "", "image")}
_DIGEST = "a digest takes precedence over the tag"
_IMAGE_PATH = re.compile(r"/(?:containers|initContainers)/(?:[0-9]+|-)/image$")


def in_kustomization(document: Document, wanted: WantedVersion) -> Iterator[VersionReference]:
    """The entries in the `images` of a kustomization, which kustomize applies to everything below it.

    https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/images/
    """
    if document.is_kustomization:
        for entry in items(fields(document.root).get("images")):
            yield from _entry(document, entry, wanted)


def rewritten_images(document: Document, wanted: WantedVersion) -> set[str]:
    """The images that a kustomization rewrites: those in the `name` of an entry, since kustomize does not look for its `newName`."""
    entries = items(fields(document.root).get("images")) if document.is_kustomization else []
    return {text(fields(entry).get("name")) for entry in entries} & {*wanted.images}


def in_transformers(document: Document, wanted: WantedVersion) -> Iterator[VersionReference]:
    """Entries of the same form in an `ImageTagTransformer` or in a Flux `Kustomization`. Which objects they apply to is unknown here."""
    own = {id(entry) for entry in items(fields(document.root).get("images"))} if document.is_kustomization else set()
    for node, _ in document.walk():
        if id(node) not in own and {"newTag", "newName", "digest"} & fields(node).keys():
            yield from _entry(document, node, wanted)


def _entry(document: Document, entry: Node, wanted: WantedVersion) -> Iterator[VersionReference]:
    found = fields(entry)
    name, new_name = text(found.get("name")), text(found.get("newName"))
    image = wanted.image(name) or wanted.image(new_name)
    if image is not None:
        yield from _names(document, found, image, wanted)
        yield _tag(document.place(found.get("newTag"), entry), "newTag", image, text(found.get("newTag")), wanted)
        yield from _beside_the_tag(document, found, image, wanted)


def _beside_the_tag(document: Document, found: dict[str, Node], image: str, wanted: WantedVersion) -> Iterator[VersionReference]:
    """A digest or a suffix next to the tag: the version that it selects is unknown here."""
    for key, note in (("digest", _DIGEST), ("tagSuffix", "a suffix changes the tag")):
        if key in found:
            expected = f"none beside newTag: {wanted.version}"
            yield VersionReference(
                document.place(found[key]), f"{key} of {image}", text(found[key]) or "nothing", expected, image, note=note
            )


def _names(document: Document, found: dict[str, Node], image: str, wanted: WantedVersion) -> Iterator[VersionReference]:
    """Names in another spelling: kustomize compares `name` exactly, and pulls `newName`."""
    name, new_name = text(found.get("name")), text(found.get("newName"))
    if name != image and wanted.image(name):
        yield VersionReference(document.place(found["name"]), f"name of {image}", name, image, image)
    if new_name and new_name != image:
        yield VersionReference(document.place(found["newName"]), f"newName of {image}", new_name, image, image)


def _tag(place: Place, field: str, image: str, found: str, wanted: WantedVersion) -> VersionReference:
    return VersionReference(place, f"{field} of {image}", found or "nothing", wanted.version, image, note=wanted.note(found))


@dataclass(frozen=True)
class ImageReference:
    """A full image reference, `registry/owner/name/api:tag`."""

    reference: VersionReference
    can_be_rewritten: bool
    """Whether it is in a field in which kustomize replaces the tag."""
    trail: Trail = ()
    """The keys that lead to it, if a fieldspec can make kustomize replace the tag there."""


def in_full(document: Document, wanted: WantedVersion, *, skip: frozenset[int] = frozenset()) -> Iterator[ImageReference]:
    """Full image references, including those inside longer text. `skip` has the nodes whose text is checked as a document of its own."""
    shared, operations = document.shared(), {id(node) for node in _operation_values(document)}
    for node, trail in document.walk():
        if id(node) in skip or _is_entry_name(document, trail):
            continue
        value = document.value(node)
        field = _is_rewritten_field(document, trail) or id(node) in operations
        for reference in in_text(value, document.place(node), wanted, whole=True):
            alone = id(node) not in shared and text(node).startswith(reference.subject)  # kustomize compares names exactly
            yield ImageReference(reference, alone and field, trail if alone else ())


def in_text(source: str, place: Place, wanted: WantedVersion, *, whole: bool = False) -> Iterator[VersionReference]:
    """Full image references in a text. One without a tag counts only if `whole` is set and it is all of the text: prose may mention one."""
    if whole:
        yield from _at_another_registry(source, place, wanted)
    for match in _reference_pattern(wanted.packages).finditer(source):
        image = wanted.image(match["name"])
        if image is None:
            continue
        tag, digest, is_all = match["tag"] or "", match["digest"] or "", match.span() == (0, len(source))
        if digest:
            yield VersionReference(place, f"image {image}", f"{tag}@{digest}", wanted.version, image, note=_DIGEST)
        elif tag or (whole and is_all):
            yield _tag(place, "tag", image, tag, wanted)
        if match["name"] != image and whole and is_all:
            yield VersionReference(place, f"name of {image}", match["name"], image, image)


def _at_another_registry(source: str, place: Place, wanted: WantedVersion) -> Iterator[VersionReference]:
    """A reference through a mirror or with a port. No entry in `images` rewrites it, since its name is another one."""
    match = _mirror_pattern(wanted.packages).fullmatch(source)
    image = wanted.image(f"{wanted.packages}/{match['image']}") if match else None
    if match and image and wanted.image(match["name"]) is None:
        yield VersionReference(place, f"name of {image}", match["name"], image, image)


@cache
def _mirror_pattern(packages: str) -> re.Pattern[str]:
    """A whole reference whose repository has our path at another registry."""
    path = re.escape(packages.partition("/")[2])
    return re.compile(rf"(?P<name>[\w.-]+(?::[0-9]+)?(?:/[\w.-]+)*/{path}/(?P<image>[\w.-]+))(?::[\w.+-]+)?(?:@[\w.+:-]+)?", re.IGNORECASE)


@cache
def _reference_pattern(packages: str) -> re.Pattern[str]:
    """https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests, in upper or lower case."""
    return re.compile(
        rf"(?<![\w./-])(?P<name>{re.escape(packages)}/[a-z0-9._-]+(?:/[a-z0-9._-]+)*)(?::(?P<tag>[\w][\w.+-]*))?(?:@(?P<digest>[\w.+:-]*))?",
        re.IGNORECASE,
    )


def _is_entry_name(document: Document, trail: Trail) -> bool:
    """`name` and `newName` of an entry in `images`, which are checked with the entry, and the image that Flux scans for tags."""
    if document.kind == "ImageRepository":
        return trail == ("spec", "image")
    return trail[-1:] in {("name",), ("newName",)} and bool({"images", "imageTag"} & set(trail))


def _is_rewritten_field(document: Document, trail: Trail) -> bool:
    """Whether the `images` of a kustomization apply to a field: to the containers of any object, and to nothing else.

    https://github.com/kubernetes-sigs/kustomize/blob/kustomize/v5.7.1/api/filters/imagetag/legacy.go
    """
    return document.kind != "CustomResourceDefinition" and trail[-3:] in _REWRITTEN


def _operation_values(document: Document) -> Iterator[Node]:
    """Values that a JSON patch sets in such a field. Patches are applied before `images`."""
    for operation in items(document.root):
        found = fields(operation)
        if "value" in found and _IMAGE_PATH.search(text(found.get("path"))):
            yield found["value"]
