"""Pins of images: the `images` of a kustomization, and references that stand in full in any other place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops.nodes import fields, items, text
from gitops.pin import Pin

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ruamel.yaml.nodes import Node

    from gitops.nodes import Document
    from gitops.pin import Place
    from gitops.wanted import Wanted


def transformed(document: Document, wanted: Wanted) -> Iterator[Pin]:
    """What the `images` of a kustomization set.

    https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/images/
    """
    if not document.is_kustomization:
        return
    for entry in items(fields(document.root).get("images")):
        found = fields(entry)
        name, new_name = text(found.get("name")), text(found.get("newName"))
        image = wanted.image(name) or wanted.image(new_name)
        if image is None:
            continue
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


def written_out(document: Document, wanted: Wanted) -> Iterator[Pin]:
    """References such as `registry/owner/name/api:tag`, wherever they stand."""
    for node, _ in document.walk():
        reference = text(node)
        name, _, digest = reference.partition("@")
        head, colon, tag = name.rpartition(":")
        if not colon or "/" in tag:
            head, tag = name, ""
        image = wanted.image(head)
        if image is None:
            continue
        if digest:
            note = "a digest goes before the tag"
            yield Pin(document.place(node), f"image {image}", f"{tag}@{digest}", wanted.version, image, note=note)
        else:
            yield _tag(document.place(node), "tag", image, tag, wanted)
        if head != image:
            yield Pin(document.place(node), f"name of {image}", head, image, image)
