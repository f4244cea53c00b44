"""Finds constructs that can change an image or a variable and are not evaluated here. Each is reported as a difference."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gitops.nodes import Document, fields, items, text
from gitops.reference import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ruamel.yaml.nodes import Node

    from gitops.wanted import WantedVersion

# https://github.com/kubernetes-sigs/kustomize/tree/kustomize/v5.7.1/api/internal/builtins: their own text is checked.
_BUILT_IN = re.compile(
    r"(Annotations|ImageTag|Label|Namespace|Patch|PatchJson6902|PatchStrategicMerge|Prefix|ReplicaCount|Suffix)Transformer"
    r"|(ConfigMap|Secret|IAMPolicy)Generator|HashTransformer|SortOrderTransformer|ValueAddTransformer"
)
_CHARTS = ("helmCharts", "helmChartInflationGenerator")
_PLUGINS = ("generators", "transformers", "validators")
_IMAGE_FIELD = re.compile(r"(?:^|[./])(?:images?|(?:init|ephemeral)?[cC]ontainers?)\b")
_EXPECTED = "only what `linesmith gitops check` can evaluate"


def in_document(document: Document, wanted: WantedVersion) -> Iterator[Problem]:
    """Unsupported constructs in one document."""
    if document.is_kustomization:
        found = fields(document.root)
        for key in _CHARTS:
            for chart in items(found.get(key)):
                if _is_ours(chart, wanted):
                    yield Problem(document.place(chart), f"{key}: a Helm chart, which is not rendered here", _EXPECTED)
    yield from _replacements(document)
    yield from _argo(document, wanted)
    if "config.kubernetes.io/function" in _annotations(document):
        yield Problem(document.place(document.root), "a function, which is not run here", _EXPECTED)


def in_plugin(document: Document) -> Iterator[Problem]:
    """A document that a kustomization uses as a generator, a transformer or a validator."""
    if not document.is_kustomization and not _BUILT_IN.fullmatch(document.kind):
        yield Problem(document.place(document.root), "a plugin, which is not run here", _EXPECTED)


def plugins(document: Document) -> Iterator[Node]:
    """The generators, transformers and validators that a kustomization names."""
    if document.is_kustomization:
        found = fields(document.root)
        for key in _PLUGINS:
            yield from items(found.get(key))


def _replacements(document: Document) -> Iterator[Problem]:
    """Replacements apply after `images`: https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/replacements/."""
    for node, _ in document.walk():
        found = fields(node)
        if "targets" not in found or not {"source", "sourceValue"} & found.keys():
            continue
        for path in [path for target in items(found["targets"]) for path in items(fields(target).get("fieldPaths"))]:
            if _IMAGE_FIELD.search(text(path)):
                yield Problem(document.place(path), "a replacement that sets an image after `images`", _EXPECTED)


def _argo(document: Document, wanted: WantedVersion) -> Iterator[Problem]:
    """Parameters of an Argo CD application that uses the product's repository, and those in a file next to the kustomization.

    https://argo-cd.readthedocs.io/en/stable/user-guide/parameters/#store-overrides-in-git
    """
    overrides = document.file.rpartition("/")[2].startswith(".argocd-source")
    for node, trail in document.walk():
        found = fields(node)
        is_source = (overrides and not trail) or ("repoURL" in found and _is_ours(found["repoURL"], wanted))
        for key in sorted({"helm", "plugin"} & found.keys()) if is_source else []:
            yield Problem(document.place(found[key], node), f"parameters for {key}, which are not evaluated here", _EXPECTED)


def _is_ours(node: Node, wanted: WantedVersion) -> bool:
    return any(wanted.mentioned_in(text(inner)) for inner, _ in Document("", node).walk())


def _annotations(document: Document) -> set[str]:
    return set(fields(fields(fields(document.root).get("metadata")).get("annotations")))
