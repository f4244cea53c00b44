"""Pins of remote bases: which commit of our repository a kustomization, or an Argo CD application, takes its manifests from."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from posixpath import normpath
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from gitops.nodes import fields, text
from gitops.reference import Fault, Pin, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ruamel.yaml.nodes import Node

    from gitops.folder import Folder
    from gitops.nodes import Document
    from gitops.wanted import Wanted

# The forms that Kustomize takes: https://github.com/kubernetes-sigs/kustomize/blob/kustomize/v5.7.1/examples/remoteBuild.md
_REPOSITORY = re.compile(
    r"(?:git::)?(?:gh:|(?:(?:https?|ssh|git)://)?(?:[^/@\s]*@)?(?:www\.|raw\.)?github(?:usercontent)?\.com(?::[0-9]+)?[/:])"
    r"/*(?P<owner>[^/?\s]+)/(?P<name>[^/?\s]+?)(?:\.git)?(?:/(?P<path>[^?\s]*))?(?:\?(?P<query>\S*))?",
    re.IGNORECASE,
)
_BASES = frozenset({"bases", "components", "resources"})
# What kustomize may take for an address, where no file has that name.
_ADDRESS = re.compile(r"[\w+-]+::?|[\w-][\w.-]*[.@][\w.-]*(?::[0-9]+)?[:/]|[^?]+\?|.*://")
# What a kustomization takes from elsewhere: https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/
_TAKEN = frozenset(
    {
        "bases",
        "components",
        "configurations",
        "crds",
        "generators",
        "openapi",
        "patches",
        "patchesJson6902",
        "patchesStrategicMerge",
        "replacements",
        "resources",
        "transformers",
        "validators",
    }
)


def remote_bases(document: Document, wanted: Wanted) -> Iterator[Pin]:
    """Addresses in our repository, by the commit that they name."""
    for node in taken(document):
        found = _ours(text(node), wanted)
        if found is None:
            continue
        path, ref = found
        what = f"ref of {wanted.repository}//{path}".removesuffix("//")
        yield Pin(document.place(node), what, ref or "nothing", _expected(ref, wanted), path, note=_note(ref, wanted))


def foreign(document: Document, folder: Folder, wanted: Wanted) -> Iterator[Fault]:
    """What is taken from outside of the folder and is not ours: it may hold our images, and nobody looks."""
    for node, trail in document.walk() if document.is_kustomization else ():
        said = text(node)
        is_base = len(trail) == 2 and trail[0] in _BASES  # noqa: PLR2004  an element of the list
        if not said or not trail or trail[0] not in _TAKEN or "\n" in said or _ours(said, wanted) is not None:
            continue
        there = normpath(PurePosixPath(document.file).parent / said)
        looks_so = _ADDRESS.match(said) if is_base else "://" in said and trail[-1] in {"", "path"}
        is_address = looks_so and folder.inside(PurePosixPath(there)) is None
        address = re.sub(r"(^|//)[^/@\s]*:[^/@\s]*@", r"\1", said)  # without a password
        if (is_address or (is_base and there.startswith(("../", "/")))) and address.partition("?")[0] not in wanted.allowed:
            message = f"{shown(address)} is taken from elsewhere, and is not judged"
            yield Fault(document.place(node), message, f"a base of {wanted.repository}, or --allow-base with its address")


def taken(document: Document) -> Iterator[Node]:
    """What a kustomization names to take something from: files, folders and addresses, among other texts."""
    if document.is_kustomization:
        for node, trail in document.walk():
            if text(node) and trail[:1] and trail[0] in _TAKEN:
                yield node


def applications(document: Document, wanted: Wanted) -> Iterator[Pin]:
    """`targetRevision` beside the `repoURL` of our repository: https://argo-cd.readthedocs.io/en/stable/user-guide/tracking_strategies/."""
    for node, _ in document.walk():
        found = fields(node)
        if "repoURL" not in found or _ours(text(found["repoURL"]), wanted) is None:
            continue
        ref = text(found.get("targetRevision"))
        place = document.place(found.get("targetRevision"), node)
        what = f"targetRevision of {wanted.repository}"
        yield Pin(place, what, ref or "nothing", _expected(ref, wanted), text(found.get("path")), note=_note(ref, wanted))


def _ours(address: str, wanted: Wanted) -> tuple[str, str] | None:
    """Path and ref of an address in our repository; GitHub takes owner and name in any case."""
    match = _REPOSITORY.fullmatch(address)
    if match is None or f"{match['owner']}/{match['name']}".lower() != wanted.repository.lower():
        return None
    path = (match["path"] or "").strip("/")
    if "raw.githubusercontent.com" in address.lower():
        return _raw(path)
    kind, _, rest = path.partition("/")
    if kind in {"raw", "blob", "tree"} and "//" not in address.partition("://")[2]:
        return _raw(rest)
    # `ref` goes before `version`: https://github.com/kubernetes-sigs/kustomize/blob/kustomize/v5.7.1/api/internal/git/repospec.go
    query = parse_qs(match["query"] or "")
    return path, (query.get("ref") or query.get("version") or [""])[0]


def _raw(path: str) -> tuple[str, str]:
    """`<ref>/<path>` of a file as it is; a ref in full has slashes."""
    parts = path.split("/")
    length = 3 if parts[:2] in (["refs", "tags"], ["refs", "heads"]) else 1
    return "/".join(parts[length:]), "/".join(parts[:length])


def _expected(ref: str, wanted: Wanted) -> str:
    """A tag may also be named in full."""
    return ref if ref == f"refs/tags/{wanted.version}" else wanted.version


def _note(ref: str, wanted: Wanted) -> str:
    return wanted.note(ref) if ref else "the default branch"
