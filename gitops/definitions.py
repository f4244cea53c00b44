"""Reads from the definitions how the product is deployed: the values of the checklist, which `linesmith gitops check` uses too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import ConfigDict, ValidationError
from pydantic.dataclasses import dataclass as validated

from compiler.backend.document import Documents
from compiler.diagnostic import Finding, joined
from compiler.frontend.load import load

if TYPE_CHECKING:
    from compiler.model.document import Document
    from compiler.project import Project

TEMPLATE = "gitops-checklist.md"


class BrokenDefinitionsError(Exception):
    """The definitions or the checklist cannot be used. `findings` has the reasons."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__()
        self.findings = findings


@validated(frozen=True, kw_only=True, config=ConfigDict(strict=True, extra="ignore"))
class DeploymentSettings:
    """How the product is deployed, read from the values of the checklist's document under these names."""

    registry: str
    """Host of the registry."""
    own_repository: str
    """`<owner>/<name>` on GitHub: the repository that publishes the product, unless a command names another."""
    images: tuple[str, ...]
    prerelease: str
    """The SemVer prerelease identifier of staged versions."""
    bases: str
    """The folder of the remote bases, relative to the root of the repository."""
    release_variables: dict[str, str]
    """Images whose environment must contain the version, and the variable of each."""
    floating_tags: tuple[str, ...]
    branches: tuple[str, ...]
    signer_workflow: str = ""
    """Path of the workflow that attests the images; empty if none does."""


@dataclass(frozen=True)
class Checklist:
    """The checklist, and the values that it is made from."""

    project: Project
    document: Document
    declared: DeploymentSettings

    def text(self, version: str, repository: str) -> str:
        """The checklist for one version, as Markdown.

        Raises:
            BrokenDefinitionsError: if the template cannot be rendered.
        """
        values = {
            "version": version,
            "staged": "-" in version,
            "repository": repository,
            "packages": f"{self.declared.registry}/{repository.lower()}",
        }
        text, findings = Documents(self.project.templates).render(self.document, values)
        if findings:
            raise BrokenDefinitionsError(findings)
        return text


def load_checklist(project: Project) -> Checklist:
    """Load the document whose template is `gitops-checklist.md`.

    Raises:
        BrokenDefinitionsError: if the definitions cannot be loaded or do not have exactly one such document, or if one of its values is
            missing or wrong.
    """
    loaded = load(project)
    if loaded.findings:
        raise BrokenDefinitionsError(loaded.findings)
    found = [document for document in loaded.documents if document.template == TEMPLATE]
    if len(found) != 1:
        message = f"the definitions have {len(found)} documents from {TEMPLATE}"
        remedy = "remove all but one of them" if found else f'declare `Document("{TEMPLATE}", …)`'
        raise BrokenDefinitionsError([Finding(rule="no-checklist", message=message, expected="one", remedy=f"{remedy} in pipelines/")])
    (document,) = found
    known = {name: value for name, value in document.values.items() if name in DeploymentSettings.__dataclass_fields__}
    try:
        declared = DeploymentSettings(**known)
    except ValidationError as error:
        wrong = sorted({str(detail["loc"][0]) for detail in error.errors()})
        names = joined([f'"{name}"' for name in wrong], "and")
        values = (
            f"values {names} of the checklist are missing or have" if wrong[1:] else f"value {names} of the checklist is missing or has"
        )
        message = f"the {values} the wrong type"
        expected = "the values that `DeploymentSettings` in gitops/definitions.py describes"
        raise BrokenDefinitionsError(
            [
                Finding(
                    rule="no-checklist",
                    message=message,
                    expected=expected,
                    remedy="correct the `values` of the document",
                    origin=document.origin,
                    field="values",
                )
            ]
        ) from None
    return Checklist(project, document, declared)
