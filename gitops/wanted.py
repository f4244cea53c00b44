"""The version that a folder should name, and the images, variables and addresses that refer to it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from gitops.encoded import decode_all

if TYPE_CHECKING:
    from gitops.definitions import DeploymentSettings


@dataclass(frozen=True)
class WantedVersion:
    """One version of one repository."""

    declared: DeploymentSettings
    repository: str
    """`<owner>/<name>` on GitHub, in any case."""
    version: str
    allowed: frozenset[str] = frozenset()
    """Addresses of bases, without a query, that need not be checked."""

    @cached_property
    def packages(self) -> str:
        """The prefix of the image names. A registry allows lower case only.

        https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests
        """
        return f"{self.declared.registry}/{self.repository}".lower()

    @cached_property
    def images(self) -> tuple[str, ...]:
        """The full image names."""
        return tuple(f"{self.packages}/{image}" for image in self.declared.images)

    @property
    def signer(self) -> str:
        """The workflow that attests the images, with its repository."""
        return f"{self.repository}/{self.declared.signer_workflow}"

    @cached_property
    def variables(self) -> dict[str, tuple[str, ...]]:
        """The names of the environment variables, and the images of each."""
        found: dict[str, tuple[str, ...]] = {}
        for image, variable in self.declared.release_variables.items():
            found[variable] = (*found.get(variable, ()), image)
        return found

    def image(self, name: str) -> str | None:
        """The image that a name means, ignoring case; None for other images."""
        return name.lower() if name.lower() in self.images else None

    def note(self, found: str) -> str:
        """Why a value is not a fixed version; empty if it is one."""
        name = found.removeprefix("refs/heads/").removeprefix("refs/tags/").removeprefix("origin/")
        if name in self.declared.floating_tags and name in self.declared.branches:
            return "a floating tag or a branch"
        if name in self.declared.floating_tags:
            return "a floating tag"
        return "a branch" if name in self.declared.branches or found.startswith("refs/heads/") else ""

    def mentioned_in(self, text: str) -> bool:
        """Whether a text mentions the product at all, even if it is escaped or in base64."""
        return self._is_in(text) or self._is_in(decode_all(text))

    def _is_in(self, text: str) -> bool:
        low = text.lower()
        names = (self.repository.lower(), self.packages, f"-{self.declared.prerelease}.")
        return any(name in low for name in names) or any(variable in text for variable in self.variables)
