"""Pins of images: the `images` of a kustomization, and references that stand in full in any other place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from gitops.nodes import fields, items, text
from gitops.reference import Pin

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ruamel.yaml.nodes import Node

    from gitops.nodes import Document, Trail
    from gitops.reference import Place
    from gitops.wanted import Wanted

_REWRITTEN = {("containers", "", "image"), ("initContainers", "", "image")}
_IMAGE_PATH = re.compile(r"/(?:containers|initContainers)/(?:[0-9]+|-)/image$")


def transformed(document: Document, wanted: Wanted) -> Iterator[Pin]:
    """What the `images` of a kustomization set: those that `rewritten` may count on.

    https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/images/
    """
    if document.is_kustomization:
        for entry in items(fields(document.root).get("images")):
            yield from _entry(document, entry, wanted)


def rewritten(document: Document, wanted: Wanted) -> set[str]:
    """Those of our images whose own name an entry has: one that is only the new name of another is not looked for."""
    entries = items(fields(document.root).get("images")) if document.is_kustomization else []
    return {text(fields(entry).get("name")) for entry in entries} & {*wanted.images}


def elsewhere(document: Document, wanted: Wanted) -> Iterator[Pin]:
    """Entries of the same form in an `ImageTagTransformer`, or in a `Kustomization` of Flux. What they rewrite is not known here."""
    own = {id(entry) for entry in items(fields(document.root).get("images"))} if document.is_kustomization else set()
    for node, _ in document.walk():
        if id(node) not in own and {"newTag", "newName", "digest"} & fields(node).keys():
            yield from _entry(document, node, wanted)


def _entry(document: Document, entry: Node, wanted: Wanted) -> Iterator[Pin]:
    found = fields(entry)
    name, new_name = text(found.get("name")), text(found.get("newName"))
    image = wanted.image(name) or wanted.image(new_name)
    if image is not None:
        yield from _names(document, found, image, wanted)
        yield _tag(document.place(found.get("newTag"), entry), "newTag", image, text(found.get("newTag")), wanted)
        yield from _beside_the_tag(document, found, image, wanted)


def _beside_the_tag(document: Document, found: dict[str, Node], image: str, wanted: Wanted) -> Iterator[Pin]:
    """Which version a digest names cannot be told from here."""
    for key, note in (("digest", "a digest goes before the tag"), ("tagSuffix", "a suffix changes the tag")):
        if key in found:
            expected = f"none beside newTag: {wanted.version}"
            yield Pin(document.place(found[key]), f"{key} of {image}", text(found[key]) or "nothing", expected, image, note=note)


def _names(document: Document, found: dict[str, Node], image: str, wanted: Wanted) -> Iterator[Pin]:
    """Kustomize compares names to the letter, and pulls the new name."""
    name, new_name = text(found.get("name")), text(found.get("newName"))
    if name != image and wanted.image(name):
        yield Pin(document.place(found["name"]), f"name of {image}", name, image, image)
    if new_name and new_name != image:
        yield Pin(document.place(found["newName"]), f"newName of {image}", new_name, image, image)


def _tag(place: Place, field: str, image: str, found: str, wanted: Wanted) -> Pin:
    return Pin(place, f"{field} of {image}", found or "nothing", wanted.version, image, note=wanted.note(found))


@dataclass(frozen=True)
class Reference:
    """`registry/owner/name/api:tag`, wherever it stands."""

    pin: Pin
    can_be_rewritten: bool
    """Whether it stands where kustomize would replace the tag."""
    trail: Trail = ()
    """Where it stands, if kustomize can be told to replace the tag there."""


def written_out(document: Document, wanted: Wanted, *, skip: frozenset[int] = frozenset()) -> Iterator[Reference]:
    """References in full, also inside a longer text. `skip` are nodes whose text is judged as a document of its own."""
    shared, operations = document.shared(), {id(node) for node in _values_of_operations(document)}
    for node, trail in document.walk():
        if id(node) in skip or _names_an_entry(document, trail):
            continue
        said = document.said(node)
        field = _rewritten_field(document, trail) or id(node) in operations
        for pin in in_text(said, document.place(node), wanted, whole=True):
            alone = id(node) not in shared and text(node).startswith(pin.subject)  # kustomize compares names to the letter
            yield Reference(pin, alone and field, trail if alone else ())


def in_text(source: str, place: Place, wanted: Wanted, *, whole: bool = False) -> Iterator[Pin]:
    """References in a text. One without a tag counts only where it is `whole`: prose may name an image."""
    if whole:
        yield from _under_another_registry(source, place, wanted)
    for match in _reference(wanted.packages).finditer(source):
        image = wanted.image(match["name"])
        if image is None:
            continue
        tag, digest, is_all = match["tag"] or "", match["digest"] or "", match.span() == (0, len(source))
        if digest:
            yield Pin(place, f"image {image}", f"{tag}@{digest}", wanted.version, image, note="a digest goes before the tag")
        elif tag or (whole and is_all):
            yield _tag(place, "tag", image, tag, wanted)
        if match["name"] != image and whole and is_all:
            yield Pin(place, f"name of {image}", match["name"], image, image)


def _under_another_registry(source: str, place: Place, wanted: Wanted) -> Iterator[Pin]:
    """A reference to one of our images through a mirror, or with a port: `images` name it otherwise, so none of them rewrites it."""
    match = _mirrored(wanted.packages).fullmatch(source)
    image = wanted.image(f"{wanted.packages}/{match['image']}") if match else None
    if match and image and wanted.image(match["name"]) is None:
        yield Pin(place, f"name of {image}", match["name"], image, image)


@cache
def _mirrored(packages: str) -> re.Pattern[str]:
    """A whole reference whose repository ends like ours."""
    path = re.escape(packages.partition("/")[2])
    return re.compile(rf"(?P<name>[\w.-]+(?::[0-9]+)?(?:/[\w.-]+)*/{path}/(?P<image>[\w.-]+))(?::[\w.+-]+)?(?:@[\w.+:-]+)?", re.IGNORECASE)


@cache
def _reference(packages: str) -> re.Pattern[str]:
    """https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests, in any case, as people write names."""
    return re.compile(
        rf"(?<![\w./-])(?P<name>{re.escape(packages)}/[a-z0-9._-]+(?:/[a-z0-9._-]+)*)(?::(?P<tag>[\w][\w.+-]*))?(?:@(?P<digest>[\w.+:-]*))?",
        re.IGNORECASE,
    )


def _names_an_entry(document: Document, trail: Trail) -> bool:
    """`name` and `newName` of an entry of `images`, which `transformed` and `elsewhere` judge, and what Flux looks for tags of."""
    if document.kind == "ImageRepository":
        return trail == ("spec", "image")
    return trail[-1:] in {("name",), ("newName",)} and bool({"images", "imageTag"} & set(trail))


def _rewritten_field(document: Document, trail: Trail) -> bool:
    """Where the `images` of a kustomization replace a tag: in containers, of whatever object, and in nothing else.

    https://github.com/kubernetes-sigs/kustomize/blob/kustomize/v5.7.1/api/filters/imagetag/legacy.go
    """
    return document.kind != "CustomResourceDefinition" and trail[-3:] in _REWRITTEN


def _values_of_operations(document: Document) -> Iterator[Node]:
    """Values that a JSON patch puts into such a field: it is applied before `images` are."""
    for operation in items(document.root):
        found = fields(operation)
        if "value" in found and _IMAGE_PATH.search(text(found.get("path"))):
            yield found["value"]
