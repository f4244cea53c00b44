"""References to remote bases: the Git ref from which a kustomization or an Argo CD application takes the manifests of the product."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from posixpath import normpath
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from gitops.nodes import fields, text
from gitops.reference import Problem, VersionReference, quote

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ruamel.yaml.nodes import Node

    from gitops.folder import Folder
    from gitops.nodes import Document
    from gitops.wanted import WantedVersion

# The forms that Kustomize takes: https://github.com/kubernetes-sigs/kustomize/blob/kustomize/v5.7.1/examples/remoteBuild.md
_REPOSITORY = re.compile(
    r"(?:git::)?(?:gh:|(?:(?:https?|ssh|git)://)?(?:[^/@\s]*@)?(?:www\.|raw\.)?github(?:usercontent)?\.com(?::[0-9]+)?[/:])"
    r"/*(?P<owner>[^/?\s]+)/(?P<name>[^/?\s]+?)(?:\.git)?(?:/(?P<path>[^?\s]*))?(?:\?(?P<query>\S*))?",
    re.IGNORECASE,
)
_BASES = frozenset({"bases", "components", "resources"})
# What kustomize may read as an address if no file has that name.
_ADDRESS = re.compile(r"[\w+-]+::?|[\w-][\w.-]*[.@][\w.-]*(?::[0-9]+)?[:/]|[^?]+\?|.*://")
# Fields that name files and addresses: https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/
_SOURCE_FIELDS = frozenset(
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


def remote_bases(document: Document, wanted: WantedVersion) -> Iterator[VersionReference]:
    """Remote bases in the product's repository, with the ref that they name."""
    for node in sources(document):
        found = _ours(text(node), wanted)
        if found is None:
            continue
        path, ref = found
        what = f"ref of {wanted.repository}//{path}".removesuffix("//")
        yield VersionReference(document.place(node), what, ref or "nothing", _expected(ref, wanted), path, note=_note(ref, wanted))


def unchecked_bases(document: Document, folder: Folder, wanted: WantedVersion) -> Iterator[Problem]:
    """Bases outside the folder and outside the product's repository. They may contain images of the product, and are not read."""
    for node, trail in document.walk() if document.is_kustomization else ():
        value = text(node)
        is_base = len(trail) == 2 and trail[0] in _BASES  # noqa: PLR2004  an element of the list
        if not value or not trail or trail[0] not in _SOURCE_FIELDS or "\n" in value or _ours(value, wanted) is not None:
            continue
        target = normpath(PurePosixPath(document.file).parent / value)
        resembles_one = _ADDRESS.match(value) if is_base else "://" in value and trail[-1] in {"", "path"}
        is_address = resembles_one and folder.inside(PurePosixPath(target)) is None
        address = re.sub(r"(^|//)[^/@\s]*:[^/@\s]*@", r"\1", value)  # without a password
        if (is_address or (is_base and target.startswith(("../", "/")))) and address.partition("?")[0] not in wanted.allowed:
            message = f"{quote(address)} is outside this folder, and is not checked"
            yield Problem(document.place(node), message, f"a base of {wanted.repository}, or --allow-base with its address")


def sources(document: Document) -> Iterator[Node]:
    """Every text in the fields that name files, folders and addresses. Not every one of these texts is a name."""
    if document.is_kustomization:
        for node, trail in document.walk():
            if text(node) and trail[:1] and trail[0] in _SOURCE_FIELDS:
                yield node


def applications(document: Document, wanted: WantedVersion) -> Iterator[VersionReference]:
    """`targetRevision` beside the `repoURL` of our repository: https://argo-cd.readthedocs.io/en/stable/user-guide/tracking_strategies/."""
    for node, _ in document.walk():
        found = fields(node)
        if "repoURL" not in found or _ours(text(found["repoURL"]), wanted) is None:
            continue
        ref = text(found.get("targetRevision"))
        place = document.place(found.get("targetRevision"), node)
        what = f"targetRevision of {wanted.repository}"
        yield VersionReference(place, what, ref or "nothing", _expected(ref, wanted), text(found.get("path")), note=_note(ref, wanted))


def _ours(address: str, wanted: WantedVersion) -> tuple[str, str] | None:
    """Path and ref of an address in the product's repository. GitHub ignores the case of owner and name."""
    match = _REPOSITORY.fullmatch(address)
    if match is None or f"{match['owner']}/{match['name']}".lower() != wanted.repository.lower():
        return None
    path = (match["path"] or "").strip("/")
    if "raw.githubusercontent.com" in address.lower():
        return _raw(path)
    kind, _, rest = path.partition("/")
    if kind in {"raw", "blob", "tree"} and "//" not in address.partition("://")[2]:
        return _raw(rest)
    # `ref` takes precedence over `version`: https://github.com/kubernetes-sigs/kustomize/blob/kustomize/v5.7.1/api/internal/git/repospec.go
    query = parse_qs(match["query"] or "")
    return path, (query.get("ref") or query.get("version") or [""])[0]


def _raw(path: str) -> tuple[str, str]:
    """Split `<ref>/<path>`, the path of a raw file. A full ref contains slashes."""
    parts = path.split("/")
    length = 3 if parts[:2] in (["refs", "tags"], ["refs", "heads"]) else 1
    return "/".join(parts[length:]), "/".join(parts[:length])


def _expected(ref: str, wanted: WantedVersion) -> str:
    """The wanted version, or its full ref if that is what was found."""
    return ref if ref == f"refs/tags/{wanted.version}" else wanted.version


def _note(ref: str, wanted: WantedVersion) -> str:
    return wanted.note(ref) if ref else "the default branch"
